"""Sections about the nRF51's machine code, and about forged contents."""

from campaigns import SAMPLES, TOOL, by_board
from tables import table

PORT = "build/arm/bootloader/ports/nrf51"
BOOTLOADERS = {"patches": ("boot_nrf51", f"{SAMPLES}/nrf51.json"),
               "images alone": ("boot_nrf51_images", f"{PORT}/images.json"),
               "A/B": ("boot_nrf51_ab", f"{PORT}/ab.json")}


def machine(name):
    """The profile of a bootloader, and the options that run its machine code."""
    program, profile = BOOTLOADERS[name]
    return profile, f"--arm-bootloader {PORT}/{program}.elf --signing-key build/demo/release.pem"


FORGED = {"contents": "contents", "starts": "starts", "entries": "entries", "unverified_entries": "unverified",
          "outside_accesses": "outside", "endless_starts": "endless", "floors_lost": "floors lost",
          "journals_stuck": "journals stuck"}


def forged(run):
    """Flash contents of a compromised application."""
    host = f"tests/campaign/boards/{{swap-tiny-64,swap-tail-mixed-8,ab-tiny-32}}.json {SAMPLES}/nrf51.json"
    wanted = [(host, "", ", host")]
    for name, what in (("patches", ", machine code"), ("A/B", " with A/B, machine code")):
        profile, options = machine(name)
        wanted.append((profile, f" --shard 1/8 {options}", what))
    rows = []
    for profiles, options, what in wanted:
        report = run.json(f"{TOOL} rig run {profiles} --forged --contents 2000{options}")
        for board, stories in by_board(report["stories"]).items():
            rows.append([board + what, *(sum(story["forged"][figure] for story in stories) for figure in FORGED)])
    return table(["board", *(f">{heading}" for heading in FORGED.values())], rows)


def machine_campaign(run, name):
    profile, options = machine(name)
    report = run.json(f"{TOOL} rig run {profile} --patterns 1 --shard 1/8 {options}")
    return [f"{name}, every 8th operation cut", *(report["total"][figure] for figure in ("schedules", "bricked", "failed"))]


def machine_cuts(run, name, stories):
    """Power fails between instructions."""
    profile, options = machine(name)
    wanted = " ".join(f"--story {story}" for story in stories)
    report = run.json(f"{TOOL} rig arm cuts {profile} {wanted} --every 20011 --offset 5077 {options}")
    total = [sum(story[figure] for story in report["stories"]) for figure in ("cuts", "second_cuts", "bricked")]
    failures = sum(len(story["failures"]) for story in report["stories"])
    return [f"{name}, cuts between instructions", total[0] + total[1], total[2], failures]


def machine_code(run):
    """Campaigns with the bootloader's machine code."""
    rows = [machine_campaign(run, "patches"), machine_campaign(run, "A/B"),
            machine_cuts(run, "patches", ["patch-delta-confirm", "image-revert"]),
            machine_cuts(run, "A/B", ["patch-delta-confirm"])]
    return table(["bootloader", ">schedules", ">bricked", ">failed"], rows)


# Kinds of glitches, the share of points, and the heading of their rows.
GLITCHES = [("skip", ("skip", "skip-half"), ""),
            ("other", ("set-zero", "set-ones", "change-lowest", "change-flag", "skip-two"), " --shard 1/64"),
            ("flips", ("flip-bit",), " --shard 1/64")]


def glitch_row(run, name, heading, kinds, share):
    profile, options = machine(name)
    wanted = " ".join(f"--kind {kind}" for kind in kinds)
    cases = run.json(f"{TOOL} rig arm glitch {profile} {wanted}{share} {options}")["cases"]
    ends = [case["trials"][kind] for case in cases for kind in kinds]
    trials = sum(sum(each.values()) for each in ends)
    return [name, heading, len(cases), trials, *(sum(each[end] for each in ends) for end in ("bypass", "elsewhere"))]


def glitches(run):
    """One instruction of a start of a forged image goes wrong."""
    rows = [glitch_row(run, name, *glitch) for glitch in GLITCHES for name in BOOTLOADERS]
    return table(["bootloader", "glitches", ">cases", ">trials", ">bypasses", ">elsewhere"], rows)


def phase_cells(phase):
    if not phase["instructions"]:
        return [None] * 3
    return [phase["instructions"], f"{phase['percent']:.2f}", phase["stack_bytes"]]


def ratio_row(name, starts):
    return [name, starts["image_bytes"], starts["primitives"]["compressions"], f"{starts['ratio']:.4f}",
            f"{starts['ratio_beside_signatures']:.2f}"]


def cost(run):
    """Instructions and stack of a boot and of an installation."""
    profile, options = machine("patches")
    (story,) = run.json(f"{TOOL} rig arm cost {profile} --story patch-delta-confirm {options}")["stories"]
    kinds = [story["boot"], story["install"]]
    rows = [[phases[0]["name"], *phase_cells(phases[0]), *phase_cells(phases[1])]
            for phases in zip(*(kind["phases"] for kind in kinds))]
    rows.append(["all", *(cell for kind in kinds for cell in (kind["instructions"], "100", kind["stack_bytes"]))])
    phases = table(["phase", ">boot: instructions", ">%", ">stack", ">installation: instructions", ">%", ">stack"], rows)
    ratios = table(["start", ">bytes of image", ">compressions", ">instructions / those of compressions and signature checks",
                    ">the same without signature checks"],
                   [ratio_row(name, kind) for name, kind in zip(("boot", "installation"), kinds)])
    return f"{phases}\n{ratios}"


# Of the bootloaders with patches: the program, and its profile.
ENGINES = {"switchback, 1 tooth": ("boot_nrf51_speed1", f"{PORT}/speed1.json"),
           "switchback, 2 teeth": BOOTLOADERS["patches"],
           "switchback, 4 teeth": ("boot_nrf51_speed4", f"{PORT}/speed4.json"),
           "mbedtls": ("boot_nrf51_mbedtls", f"{PORT}/mbedtls.json")}


def engine_row(run, name, program, profile):
    elf = f"{PORT}/{program}.elf"
    options = f"--arm-bootloader {elf} --signing-key build/demo/release.pem"
    (story,) = run.json(f"{TOOL} rig arm cost {profile} --story patch-delta-confirm {options}")["stories"]
    text, data, bss = (int(word) for word in run.text(f"arm-none-eabi-size {elf}").splitlines()[1].split()[:3])
    instructions = [story[kind]["instructions"] for kind in ("boot", "install")]
    one_check = story["boot"]["primitives"]["signature_instructions"] // 2
    return [name, text + data, data + bss, one_check, *instructions]


def signatures(run):
    """Engines and tables of the signature check: flash, RAM and instructions."""
    rows = [engine_row(run, name, *engine) for name, engine in ENGINES.items()]
    return table(["engine", ">flash", ">static RAM", ">one check: instructions", ">start", ">installation"], rows)
