"""A device for tests: a micro:bit whose flash outlives resets, power cuts and QEMU processes, with
its serial protocol."""

import pathlib
import re
import time

from machine import FLASH_BYTES, Failure, Machine

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Far longer than any step takes: a signature check takes about a second on an idle machine.
PATIENCE_SECONDS = 120


def reason_names():
    """The codes of core/base/status.def, as the bootloader prints them, and their names."""
    text = (ROOT / "core/base/status.def").read_text(encoding="utf-8")
    return {int(value, 16): name for name, value in re.findall(r"SWITCHBACK_STATUS\((\w+), (0x[0-9a-f]+)u", text)}


class Device:
    """Calls `say` with every line of the serial port, and with events of the device ("-- …")."""

    def __init__(self, say=lambda line: None):
        self.flash = bytearray(b"\xff" * FLASH_BYTES)
        self.log = []
        self._say = say
        self._names = reason_names()
        self._machine = None
        self._heard = 0  # bytes of the machine's serial output that are already split into lines
        self._lines = []  # lines not yet examined

    def program(self, address, data):
        """Does what a factory does. The device must be off."""
        assert self._machine is None
        self.flash[address:address + len(data)] = data

    def power_on(self):
        self._note("power on")
        self._start()

    def power_off(self):
        """Cuts the power between two instructions."""
        self._stop()
        self._note("power cut")

    def expect(self, *wanted, timeout=PATIENCE_SECONDS):
        """Waits for lines that contain each of `wanted`, in that order, through any number of
        resets. Returns the last line."""
        line = ""
        for text in wanted:
            line = self._line(f"a line with {text!r}", lambda line, text=text: text in line, timeout)
        return line

    def command(self, line):
        """Sends a command and returns the first line of its answer."""
        self._note(f"> {line}")
        self._machine.send(line.encode() + b"\n")
        return self._line(f"an answer to {line!r}")

    def status(self):
        """The application's view of the journal, as a dictionary of strings."""
        line = self.command("status")
        if not line.startswith("status "):
            raise self.failure(f"a status line, but found {line!r}")
        return dict(field.split("=", 1) for field in line.split()[1:])

    def stage(self, artefact, tag, stop_after=None):
        """Hands an artefact to the application. Returns its last answer and the offset at which the
        download started. Ends early, with None as the answer, after `stop_after` bytes."""
        answer, first = self.command(f"stage {len(artefact)} {tag}"), None
        if answer != "header":
            return answer, first
        self._machine.send(artefact[:32])
        while True:
            answer = self._line("the next request for data", quiet=first is not None)
            if not answer.startswith("send "):
                return answer, first
            offset, count = (int(word) for word in answer.split()[1:])
            first = offset if first is None else first
            if stop_after is not None and offset >= stop_after:
                return None, first
            self._machine.send(artefact[offset:offset + count])

    def request(self, artefact, tag):
        """Stages the artefact and requests its installation at the next reset."""
        answer, _ = self.stage(artefact, tag)
        if answer != "staged":
            raise self.failure(f"'staged', but found {answer!r}")
        if self.command("request") != "requested":
            raise self.failure("'requested'")

    def reset(self):
        self.command("reset")

    def reset_into_cut(self, erase):
        """Resets, and cuts the power as soon as the bootloader has commanded its page erase number
        `erase` (from 1). Returns False if an image started after fewer erases. The device is off in
        both cases."""
        self._note("> reset")
        # Waiting for the answer would start the machine again after the reset.
        self._machine.send(b"reset\n")
        self._wait_for_reset()
        return self.power_on_into_cut(erase)

    def power_on_into_cut(self, erase):
        """The same from power-on."""
        self._note("power on")
        self._start(with_debugger=True)
        reached = all(self._machine.run_to_erase(PATIENCE_SECONDS, b"boot: start") for _ in range(erase))
        self._stop()
        self._note(f"power cut in erase {erase}" if reached else "power cut at the start of the image")
        return reached

    def flash_at_erases(self):
        """Powers on, and yields the flash at each page erase until an image starts: what a power
        cut there would leave. The device is off afterwards."""
        self._note("power on")
        self._start(with_debugger=True)
        while self._machine.run_to_erase(PATIENCE_SECONDS, b"boot: start"):
            yield self._machine.memory(0, FLASH_BYTES)
        self._stop()

    def failure(self, expected):
        """An exception with the expectation and the device's output."""
        self._hear()
        return Failure("\n".join([f"expected {expected}; the device's log:"] + self.log[-60:] + self._lines))

    def _start(self, with_debugger=False):
        self._machine = Machine(bytes(self.flash), with_debugger)
        self._heard = 0

    def _stop(self):
        self.flash = bytearray(self._machine.save_and_end())
        self._machine.serial += b"\n"  # ends a line that was cut off
        self._hear()
        self._machine = None

    def _wait_for_reset(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._machine.stopped:
            if not self._machine.pump(1) and time.monotonic() > deadline:
                raise self.failure("a reset")
        self._stop()

    def _line(self, what, matches=lambda line: True, timeout=PATIENCE_SECONDS, quiet=False):
        """The next line that `matches`. After a reset, the machine is started again."""
        deadline = time.monotonic() + timeout
        while True:
            while self._lines:
                line = self._lines.pop(0)
                self.log.append(line)
                if not quiet or not line.startswith("send "):
                    self._say(line)
                if not line.startswith("-- ") and matches(line):
                    return line
            if self._machine.stopped:
                self._stop()
                self._lines.append("-- reset")
                self._start()
            elif not self._machine.pump(1):
                self._machine.nudge()
                if time.monotonic() > deadline:
                    raise self.failure(what)
            self._hear()

    def _hear(self):
        """Splits the machine's output into lines."""
        if self._machine is None:
            return
        serial = self._machine.serial
        end = serial.rfind(b"\n") + 1
        for line in filter(None, serial[self._heard:end].decode("ascii", "replace").splitlines()):
            self._lines.append(re.sub(r"reason (0x[0-9a-f]{8})", self._name_reason, line.rstrip()))
        self._heard = max(self._heard, end)

    def _name_reason(self, match):
        return f"reason {self._names.get(int(match.group(1), 16), match.group(1))}"

    def _note(self, text):
        self._flush()
        self.log.append(f"-- {text}")
        self._say(f"-- {text}")

    def _flush(self):
        """Says the lines that nobody waited for before the next event."""
        for line in self._lines:
            self.log.append(line)
            self._say(line)
        self._lines.clear()
