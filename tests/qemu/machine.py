"""One QEMU process that emulates a micro:bit: serial port, monitor and, on request, debugger, over
socket pairs.

QEMU 7.2 writes the loader's contents to flash again at every reset of the machine. So a guest's
reset ends the process here: the machine stops, its flash is saved, and the caller starts a new
process with it.
"""

import json
import pathlib
import select
import socket
import subprocess
import tempfile
import time

FLASH_BYTES = 256 * 1024
RAM_START = 0x20000000
RAM_BYTES = 16 * 1024
ERASE_PAGE = 0x4001E508  # the flash controller's register: a write erases a page
PROGRAM_COUNTER = 15
QEMU = "qemu-system-arm"


class Failure(Exception):
    """The machine did not do what was expected within its time."""


class Machine:
    """A running machine. `serial` collects the guest's output; `stopped`: the guest requested a
    reset."""

    def __init__(self, flash, with_debugger=False, ram=None):
        """`ram` is the RAM at power-on, zeros by default. With a debugger, the machine waits for
        the first run."""
        assert len(flash) == FLASH_BYTES
        self._directory = tempfile.TemporaryDirectory(prefix="switchback-qemu-")
        image = pathlib.Path(self._directory.name, "flash.img")
        image.write_bytes(flash)
        self._saved = pathlib.Path(self._directory.name, "saved.img")
        self.serial = bytearray()
        self.stopped = False
        self._events = bytearray()
        self._answers = []
        self._packets = bytearray()
        self._sockets = {}
        options = ["-M", "microbit", "-display", "none", "-monitor", "none", "-nodefaults",
                   "-action", "reboot=shutdown,shutdown=pause",
                   "-device", f"loader,file={image},addr=0,force-raw=on"]
        if ram is not None:
            content = pathlib.Path(self._directory.name, "ram.img")
            content.write_bytes(ram)
            options += ["-device", f"loader,file={content},addr={RAM_START},force-raw=on"]
        far_ends = []
        for name in ["serial", "monitor"] + (["debugger"] if with_debugger else []):
            near, far = socket.socketpair()
            self._sockets[name] = near
            far_ends.append(far)
            options += ["-chardev", f"socket,id={name},fd={far.fileno()}"]
        options += ["-serial", "chardev:serial", "-mon", "chardev=monitor,mode=control"]
        if with_debugger:
            options += ["-gdb", "chardev:debugger", "-S"]
        self._errors = open(pathlib.Path(self._directory.name, "errors"), "w+", encoding="utf-8")
        # The emulator must not outlive a failed or killed test: it would run on.
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", QEMU, *options], stdin=subprocess.DEVNULL, stdout=self._errors,
            stderr=self._errors, pass_fds=[far.fileno() for far in far_ends])
        for far in far_ends:
            far.close()
        self._command("qmp_capabilities")

    def send(self, data):
        """Sends bytes to the guest's serial port."""
        self._sockets["serial"].sendall(data)
        self.nudge()

    def nudge(self):
        """Wakes QEMU's main loop: it does not notice by itself that the guest's UART has become
        ready to receive."""
        self._command("query-status")

    def pump(self, timeout):
        """Waits up to `timeout` seconds for an event and processes it. Returns False if there was
        none."""
        ready, _, _ = select.select(list(self._sockets.values()), [], [], timeout)
        for near in ready:
            data = near.recv(65536)
            if not data:
                raise Failure(f"QEMU ended on its own: {self._error_text()}")
            if near is self._sockets["serial"]:
                self.serial += data
            elif near is self._sockets["monitor"]:
                self._take_monitor(data)
            else:
                self._packets += data
        return bool(ready)

    def save_and_end(self):
        """The flash at this moment. The process ends without another instruction."""
        self._command("stop")
        flash = self.memory(0, FLASH_BYTES)
        self._drain()
        self.end()
        return flash

    def memory(self, address, size_bytes):
        self._command("memsave", val=address, size=size_bytes, filename=str(self._saved))
        return self._saved.read_bytes()

    def end(self):
        self._process.kill()
        self._process.wait()
        for near in self._sockets.values():
            near.close()
        self._errors.close()
        self._directory.cleanup()

    def run_to(self, address, timeout, last_words=None):
        """Runs until the guest reaches the instruction at `address`. Returns False if it requested
        a reset or printed `last_words` before."""
        self._debug_expect(f"Z1,{address:x},2", "OK")
        self._debug_send("c")
        ended = self._debug_answer(timeout, or_else=lambda: self.stopped or (last_words and last_words in self.serial))
        # A reset also stops the machine.
        if ended is None or self.registers()[PROGRAM_COUNTER] != address:
            return False
        self._debug_expect(f"z1,{address:x},2", "OK")
        return True

    def skip(self):
        """Skips the instruction at the program counter. Returns its address and its size."""
        address = self.registers()[PROGRAM_COUNTER]
        first = int.from_bytes(self.memory(address & ~1, 2), "little")
        size_bytes = 4 if first >> 11 >= 0b11101 else 2
        self._debug_send("g")
        state = self._debug_answer(60)
        place = 2 * 4 * PROGRAM_COUNTER
        self._debug_expect("G" + state[:place] + (address + size_bytes).to_bytes(4, "little").hex() + state[place + 8:], "OK")
        return address, size_bytes

    def run_to_erase(self, timeout, last_words):
        """Runs until the guest has commanded its next page erase, which is then done. Returns False
        if it printed `last_words` or requested a reset before."""
        watchpoint = f"2,{ERASE_PAGE:x},4"
        self._debug_expect("Z" + watchpoint, "OK")
        self._debug_send("c")
        packet = self._debug_answer(timeout, or_else=lambda: self.stopped or last_words in self.serial)
        if packet is None:
            return False
        if "watch" not in packet:
            raise Failure(f"the debugger stopped for something else: {packet}")
        # The store has not happened yet, and would be reported again.
        self._debug_expect("z" + watchpoint, "OK")
        self._debug_expect("s", "T05")
        return True

    def run_out_of(self, boot_bytes, timeout, last_words, leave=None):
        """Runs the bootloader, which takes the first `boot_bytes`, until it has jumped into an
        image. Returns the address of the first instruction there; None if the bootloader printed
        `last_words` or requested a reset. `leave`: an instruction that it reaches before; the rest
        is single-stepped."""
        # The word that says which image's exceptions are forwarded; 0 for the bootloader's own.
        watchpoint = f"2,{RAM_START:x},4"
        while not any(self.memory(RAM_START, 4)):
            self._debug_expect("Z" + watchpoint, "OK")
            self._debug_send("c")
            packet = self._debug_answer(timeout, or_else=lambda: self.stopped or last_words in self.serial)
            if packet is None:
                return None
            if "watch" not in packet:
                raise Failure(f"the debugger stopped for something else: {packet}")
            self._debug_expect("z" + watchpoint, "OK")
            self._debug_expect("s", "T05")
        if leave is not None and not self.run_to(leave, timeout):
            return None
        while self.registers()[PROGRAM_COUNTER] < boot_bytes:
            self._debug_expect("s", "T05")
        self._drain()
        return self.registers()[PROGRAM_COUNTER]

    def registers(self):
        """r0 to r12, stack pointer, link register, program counter."""
        self._debug_send("g")
        words = bytes.fromhex(self._debug_answer(60))
        return [int.from_bytes(words[4 * i:4 * i + 4], "little") for i in range(16)]

    def _drain(self):
        """Reads all output of the guest."""
        while self.pump(0):
            pass

    def _error_text(self):
        self._errors.flush()
        self._errors.seek(0)
        return self._errors.read().strip() or "no message"

    def _take_monitor(self, data):
        self._events += data
        while b"\n" in self._events:
            line, _, rest = self._events.partition(b"\n")
            self._events = bytearray(rest)
            message = json.loads(line)
            if message.get("event") == "SHUTDOWN":
                self.stopped = True
            elif "return" in message or "error" in message:
                self._answers.append(message)

    def _command(self, name, timeout=60, **arguments):
        request = {"execute": name}
        if arguments:
            request["arguments"] = arguments
        self._sockets["monitor"].sendall(json.dumps(request).encode() + b"\n")
        deadline = time.monotonic() + timeout
        while not self._answers:
            if not self.pump(max(0, deadline - time.monotonic())) and time.monotonic() > deadline:
                raise Failure(f"QEMU did not answer {name}")
        answer = self._answers.pop(0)
        if "error" in answer:
            raise Failure(f"QEMU refused {name}: {answer['error']['desc']}")

    def _debug_expect(self, packet, start):
        self._debug_send(packet)
        answer = self._debug_answer(60)
        if not answer.startswith(start):
            raise Failure(f"the debugger answered {packet} with {answer!r}")

    def _debug_send(self, packet):
        checksum = sum(packet.encode()) % 256
        self._sockets["debugger"].sendall(f"${packet}#{checksum:02x}".encode())

    def _debug_answer(self, timeout, or_else=lambda: False):
        """The next packet of the debugger's protocol; None once `or_else` holds."""
        deadline = time.monotonic() + timeout
        while True:
            start = self._packets.find(b"$")
            end = self._packets.find(b"#", start)
            if start >= 0 and 0 <= end <= len(self._packets) - 3:
                packet = self._packets[start + 1:end].decode()
                del self._packets[:end + 3]
                self._sockets["debugger"].sendall(b"+")
                return packet
            if or_else():
                return None
            if not self.pump(max(0, deadline - time.monotonic())) and time.monotonic() > deadline:
                raise Failure("the machine did not come to where the debugger was to stop it")
