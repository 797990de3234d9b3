"""A running QEMU: its serial line is copied to a log (and a terminal) as it comes, until it ends or is ended."""

import os
import select
import signal
import time

import outcome

# Not subprocess: importing it takes a tenth of a whole run.

# What may end us in the middle; held back while QEMU starts, so that its pid is never lost.
ENDING_SIGNALS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}

CHUNK = 65536
GRACE_SECONDS = 2  # between SIGTERM, which a QEMU in a timer storm ignores, and SIGKILL
POLL_SECONDS = 0.02
LOOK_SECONDS = 0.5  # how often a silent machine is looked at


class Console:
    """One run. `on_text`, if given, sees all output so far after each piece and returns True to end the run at once."""

    def __init__(self, command, log, terminal=None, on_text=None):
        self.command = command
        self.log = log
        self.terminal = terminal
        self.on_text = on_text
        self.pid = None
        self.returncode = None
        self.errors = ""
        self.output = b""
        self.stopped_early = False

    def run(self, limit):
        """Run to the end, at most `limit` seconds (None: no limit). Returns the outcome."""
        pipe = None
        try:
            pipe = self._start_undisturbed()
            in_time = self._copy(pipe, limit)
        except BaseException:
            self.stop()
            raise
        finally:
            if pipe is not None:
                os.close(pipe)
        if in_time:
            self._wait(None)
        else:
            self.stop()
        with open(f"{self.log}.errors", encoding="utf-8", errors="replace") as errors:
            self.errors = errors.read()
        if not in_time:
            return outcome.HANG
        # Byte 0 and QEMU's own failure both end with 1: only a kernel that ran has said something.
        if self.stopped_early or (self.returncode == 1 and not self.output):
            return outcome.MACHINE_LOST
        return outcome.from_qemu(self.returncode, outcome.read_table())

    def _start_undisturbed(self):
        """Start with signals held back; one that came meanwhile strikes when the pid is known."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING_SIGNALS)
        try:
            return self._start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _start(self):
        """Start QEMU in a process group of its own, so that Ctrl-C is ours; returns the reading end of its output."""
        reading, writing = os.pipe()
        create = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        try:
            self.pid = os.posix_spawnp(
                self.command[0],
                self.command,
                os.environ,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_DUP2, writing, 1),
                    (os.POSIX_SPAWN_OPEN, 2, f"{self.log}.errors", create, 0o644),
                ],
                setpgroup=0,
                setsigmask=[],
            )
        except OSError:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return reading

    def _copy(self, pipe, limit):
        """Output to log and terminal. False when the limit is over."""
        deadline = None if limit is None else time.monotonic() + limit
        with open(self.log, "wb", buffering=0) as log:
            while True:
                if not select.select([pipe], [], [], LOOK_SECONDS)[0]:
                    if self._wait(0):  # gone without a word, and perhaps without opening the pipe
                        return True
                    if deadline is not None and time.monotonic() > deadline:
                        return False
                    continue
                if deadline is not None and time.monotonic() > deadline:
                    return False
                piece = os.read(pipe, CHUNK)
                if not piece:
                    return True
                self.output += piece
                log.write(piece)
                if self.terminal is not None:
                    os.write(self.terminal, piece.replace(b"\r\n", b"\n"))
                if self.on_text and self.on_text(self.output.decode(errors="replace")):
                    self.stopped_early = True
                    self.stop()
                    return True

    def _wait(self, limit):
        """Reap QEMU; False when it is still there after `limit` seconds (None: wait for ever)."""
        deadline = None if limit is None else time.monotonic() + limit
        while self.returncode is None:
            pid, status = os.waitpid(self.pid, 0 if deadline is None else os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > deadline:
                return False
            else:
                time.sleep(POLL_SECONDS)
        return True

    def stop(self):
        """End QEMU, this one and no other."""
        if self.pid is None or self.returncode is not None:
            return
        os.kill(self.pid, signal.SIGTERM)
        if not self._wait(GRACE_SECONDS):
            os.kill(self.pid, signal.SIGKILL)
            self._wait(None)
