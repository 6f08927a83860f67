import signal
import unittest

from running import ScriptTest

WAITING = """
import time, macrosweep
for epoch in range(1, 10):
    macrosweep.report(epoch, value=epoch)
    while epoch == 3 and not macrosweep.should_stop():
        time.sleep(0.01)
    if macrosweep.should_stop():
        print("saved", flush=True)
        break
"""


class Stop(ScriptTest):
    def test_is_seen_by_a_script_that_asks(self) -> None:
        process = self.start(WAITING, self.trial())
        said = self.stop_after(process, 3)
        self.assertEqual([report["epoch"] for report in said], [1, 2, 3])
        self.assertEqual(process.returncode, 0)

    def test_ends_a_script_that_does_not_ask(self) -> None:
        script = "import time, macrosweep\nmacrosweep.trial()\nmacrosweep.report(1, value=1)\ntime.sleep(60)"
        process = self.start(script, self.trial())
        self.stop_after(process, 1)
        self.assertEqual(process.returncode, -signal.SIGTERM)

    def test_calls_the_handler_that_was_there_before(self) -> None:
        earlier = "import signal\nsignal.signal(signal.SIGTERM, lambda *_: print('earlier', flush=True))\n"
        process = self.start(earlier + WAITING, self.trial())
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.strip())
            if '"epoch": 3' in line:
                process.send_signal(signal.SIGTERM)
        self.assertEqual(lines[-2:], ["earlier", "saved"])

    def test_leaves_forked_workers_as_they_are(self) -> None:
        script = """
import os, signal, time, macrosweep
macrosweep.should_stop()
ready, say_ready = os.pipe()
worker = os.fork()
if worker == 0:
    os.write(say_ready, b".")
    while True:
        time.sleep(0.01)
os.read(ready, 1)
os.kill(worker, signal.SIGTERM)
print(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]), macrosweep.should_stop())
"""
        self.assertEqual(self.run_script(script, self.trial()), f"{-signal.SIGTERM} False\n")

    def test_can_be_asked_for_first_in_the_main_thread_only(self) -> None:
        script = """
import threading, macrosweep
def ask():
    try:
        macrosweep.should_stop()
    except RuntimeError as error:
        print(error)
for _ in range(2):
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    macrosweep.should_stop()
"""
        self.assertEqual(self.run_script(script, self.trial()), "should_stop: the first call must come from the main thread\n")

    def test_is_left_to_others_outside_a_sweep(self) -> None:
        script = """
import signal, macrosweep
print(macrosweep.should_stop(), signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)
"""
        self.assertEqual(self.run_script(script), "False True\n")


if __name__ == "__main__":
    unittest.main()
