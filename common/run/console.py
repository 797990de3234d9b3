"""A running QEMU: its serial line is copied to a log (and a terminal) as it comes, until it ends or is ended."""

import os
import select
import signal
import subprocess
import time

import outcome

CHUNK = 65536
GRACE_SECONDS = 2  # between SIGTERM, which a QEMU in a timer storm ignores, and SIGKILL


class Console:
    """One run. `on_text`, if given, sees each piece of output and returns True to end the run at once."""

    def __init__(self, command, log, terminal=None, on_text=None):
        self.command = command
        self.log = log
        self.terminal = terminal
        self.on_text = on_text
        self.process = None
        self.errors = ""
        self.output = b""
        self.stopped_early = False

    def run(self, limit):
        """Run to the end, at most `limit` seconds (None: no limit). Returns the outcome."""
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        try:
            in_time = self._copy(limit)
        except BaseException:
            self.stop()
            raise
        if not in_time:
            self.stop()
            return outcome.HANG
        self.errors = self.process.stderr.read().decode(errors="replace")
        returncode = self.process.wait()
        if self.stopped_early:
            return outcome.MACHINE_LOST
        # Byte 0 and QEMU's own failure both end with 1: only a kernel that ran has said something.
        if returncode == 1 and not self.output:
            return outcome.MACHINE_LOST
        return outcome.from_qemu(returncode, outcome.read_table())

    def _copy(self, limit):
        """Output to log and terminal. False when the limit is over."""
        deadline = None if limit is None else time.monotonic() + limit
        pipe = self.process.stdout.fileno()
        with open(self.log, "wb", buffering=0) as log:
            while True:
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    return False
                if not select.select([pipe], [], [], left)[0]:
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

    def stop(self):
        """End QEMU, this one and no other."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
