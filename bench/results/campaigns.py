"""Sections of host campaigns: `rig run` and `rig fleet`."""

from tables import table

TOOL = "build/release/cli/switchback --json"
BOARDS = "tests/campaign/boards/*.json"
SAMPLES = "manifests/samples/profiles"
KEPT = "build/results"  # reports

# Columns of a count of schedules.
COUNTS = (">schedules", ">lost", ">bricked", ">failed")


def counts(total):
    return [total[name] for name in ("schedules", "lost", "bricked", "failed")]


def by_board(stories):
    boards = {}
    for story in stories:
        boards.setdefault(story["board"], []).append(story)
    return boards


def schedules(stories, kinds, figure="schedules"):
    return sum(story["faults"][kind][figure] for story in stories for kind in kinds)


def boards_of(report):
    return f"{len({story['board'] for story in report['stories']})} boards"


def rows_hit(report):
    return {row for board in report["boards"] for story in board["stories"] for row in story["rows"]}


def suite(run):
    """The test suite's campaigns, and the rows of SPEC's state tables that they hit."""
    some = "tests/campaign/boards/{swap-tiny-64,swap-tail-mixed-8,ab-tiny-32}.json"
    wanted = [("cuts and pairs of cuts", f"{BOARDS} --pairs 1"),
              ("damage, short power and altered artefacts", f"{some} --patterns 2 --damage 1 --repeated --hostile")]
    rows, every = [], set()
    for number, (name, options) in enumerate(wanted, 1):
        folder = f"{KEPT}/suite{number}"
        report = run.json(f"{TOOL} rig run {options} --report {folder} --force")
        hit = rows_hit(run.report(folder))
        every |= hit
        rows.append([name, boards_of(report), *counts(report["total"]), len(hit)])
    rows.append(["both", *[None] * 5, len(every)])
    return table(["campaign", "boards", *COUNTS, ">rows of SPEC hit"], rows)


def pairs(run):
    """Every pair of cuts of every story of three boards."""
    report = run.json(f"{TOOL} rig run tests/campaign/boards/{{ab-tail-unstable-128,ab-tiny-32,swap-tiny-64}}.json --all-pairs")
    rows = [[board, schedules(stories, ["cut"]), schedules(stories, ["cut-pair"]),
             *(schedules(stories, stories[0]["faults"], figure) for figure in ("bricked", "failed"))]
            for board, stories in by_board(report["stories"]).items()]
    return table(["board", ">one cut", ">two cuts", ">bricked", ">failed"], rows)


def samples(run):
    """One cut and pairs of cuts for the sample profiles."""
    all_but_large = (f"$(ls {SAMPLES}/*.json | grep -v stm32h743)", "", "")
    large = (f"{SAMPLES}/stm32h743.json", " --shard 1/32", ", every 32nd cut point")
    rows = []
    for profiles, options, what in (all_but_large, large):
        report = run.json(f"{TOOL} rig run {profiles} --pairs 1{options}")
        rows += [[board + what, schedules(stories, ["cut"]), schedules(stories, ["cut-pair"]),
                  *(schedules(stories, stories[0]["faults"], figure) for figure in ("bricked", "failed"))]
                 for board, stories in by_board(report["stories"]).items()]
    return table(["board", ">one cut", ">two cuts", ">bricked", ">failed"], rows)


def damage(run):
    """Damage after each cut; altered artefacts and short power for the sample profiles."""
    wanted = [("damage", f"{BOARDS} --damage 1"),
              ("damage, every 32nd cut point", f"{SAMPLES}/*.json --patterns 1 --damage 1 --shard 1/32"),
              ("short power and altered artefacts, every 256th", f"{SAMPLES}/*.json --patterns 1 --repeated --hostile --shard 1/256")]
    rows = []
    for name, options in wanted:
        report = run.json(f"{TOOL} rig run {options}")
        rows.append([name, boards_of(report), *counts(report["total"])])
    return table(["campaign", "boards", *COUNTS], rows)


def most_starts(stories):
    """For each number of operations that power lasts, the most starts until an image ran."""
    most = {}
    for story in stories:
        for operations, starts in story.get("waits", []):
            most[operations] = max(starts, most.get(operations, 0))
    return most


def short_power(run):
    """The most starts until an image runs, where power lasts only k operations in each start."""
    shown = (1, 2, 3, 5, 10)
    report = run.json(f"{TOOL} rig run {BOARDS} --patterns 1 --repeated --shard 1/4")
    rows = []
    for board, stories in by_board(report["stories"]).items():
        most = most_starts(stories)
        worst = max(most, key=lambda k: (most[k], -k))
        tried = schedules(stories, ["repeated"])
        bad = [schedules(stories, ["repeated"], figure) for figure in ("bricked", "failed")]
        rows.append([board, *(most.get(k) for k in shown), f"{most[worst]} (k = {worst})", tried, *bad])
    heads = [">k = 1", *(f">{k}" for k in shown[1:]), ">worst", ">schedules", ">bricked", ">failed"]
    return table(["board", *heads], rows)


def erased(board, story):
    """The slots' and staging's erases of an undisturbed story, and the least possible."""
    journal = next(region for region in board["regions"] if region["name"] == "journal")
    inside = range(journal["address"], journal["address"] + journal["size"])
    taken = sum(count for address, count in story["erases"] if address not in inside)
    return f"{taken} / {sum(count for _, count in story['least_erases'])}"


def erases(run):
    """Erases of undisturbed updates."""
    shown = {"image-confirm": "plain image", "full-confirm": "full package", "compressed-confirm": "compressed",
             "delta-confirm": "delta"}
    wanted = " ".join(f"--story {name}" for name in shown)
    folder = f"{KEPT}/erases"
    run.json(f"{TOOL} rig run {BOARDS} {wanted} --patterns 1 --report {folder} --force")
    rows = []
    for board in run.report(folder)["boards"]:
        stories = {story["name"]: story for story in board["stories"]}
        rows.append([board["name"], *(erased(board, stories[name]) if name in stories else None for name in shown)])
    return table(["board", *(f">{heading}" for heading in shown.values())], rows)


def fleets(run):
    """Devices under random faults."""
    rows = []
    for options in ("--devices 100000 --seed 1 --power-loss-rate 0.01 --drop-rate 0.02",
                    "--devices 20000 --seed 2 --power-loss-rate 0.05 --drop-rate 0.02"):
        report = run.json(f"{TOOL} rig fleet {BOARDS} {options}")
        total, faults, rates = report["total"], report["total"]["faults"], report["rates"]
        rows.append([rates["power_loss"], rates["drop"], total["devices"], faults["devices"], faults["power_losses"], faults["drops"],
                     total["bricked"], total["failed"], f"{1e6 * report['bricked_upper_bound_95']:.2f}"])
    return table([">power loss", ">drop", ">devices", ">with faults", ">power losses", ">dropped chunks", ">bricked", ">failed",
                  ">bricked in a million, at most"], rows)
