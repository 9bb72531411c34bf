# A private apt configuration: its lists, cache and sources lie under $apt, and the system's stay
# unchanged. apt checks Debian's signatures as always. To be sourced; the caller sets $apt, and may
# set $apt_components (default: main) and the array apt_options.

# The keys that sign Debian's archive.
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# The URI of the machine's own Debian mirror. apt parses its sources for us, whatever their syntax.
debian_mirror() {
  apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' |
    awk -F'|' '$1 == "Debian" && $2 == "Debian" && $3 == "main" { print $4; exit }'
}

# Runs an apt command on the private lists and cache; everything else (proxies, timeouts) is the
# system's.
private_apt() {
  local command=$1
  shift
  "$command" -qq -o Acquire::Languages=none \
    -o Dir::Etc::SourceList="$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State="$apt/state" -o Dir::State::Lists="$apt/lists" -o Dir::State::status="$apt/status" \
    -o Dir::Cache="$apt/cache" -o APT::Sandbox::User="$(id -un)" "${apt_options[@]}" "$@"
}

# Points the private apt at suites of the mirror: private_apt_use deb|deb-src MIRROR SUITE... Fails
# if the mirror lacks one of them.
private_apt_use() {
  local kind=$1 mirror=$2 suite options=()
  shift 2
  rm -rf "$apt"
  mkdir -p "$apt"/{state,lists/partial,cache/archives/partial}
  : >"$apt/status"
  for suite in "$@"; do
    echo "$kind [signed-by=$keyring] $mirror $suite ${apt_components-main}" >>"$apt/sources.list"
    # A mirror's copy of sid may lag behind the date that its Release file sets itself; the
    # signature is still checked.
    [ "$suite" != sid ] || options=(-o Acquire::Check-Valid-Until=false)
  done
  private_apt apt-get update -o APT::Update::Error-Mode=any "${options[@]}" 2>"$apt/log"
}

# Points the private apt at those suites of the mirror that can be reached, and prints them; fails
# if there is none.
private_apt_reach() {
  local mirror suite reached=()
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || return 1
  for suite in "$@"; do
    if private_apt_use deb "$mirror" "$suite"; then reached+=("$suite"); fi
  done
  [ ${#reached[@]} -gt 0 ] || return 1
  private_apt_use deb "$mirror" "${reached[@]}"
  printf 'suites: %s\n' "${reached[*]}"
}
