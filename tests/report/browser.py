"""
A headless Chromium that shows pages to tests: opens a file, evaluates an expression in it, presses
keys, takes pictures, and keeps every error and message of the console. It speaks the protocol of its
developer tools through two pipes; nothing else is needed.
"""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
SECONDS = 120                   # for an answer, on a machine that does much else


def program():
    """Where it is; None: nowhere."""
    return os.environ.get("L1TRACE_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    def __init__(self, width=1280, height=800):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        theirs_in, self.to = os.pipe()
        self.out, theirs_out = os.pipe()

        def pipes():
            # they may be in each other's place
            first, second = os.dup(theirs_in), os.dup(theirs_out)
            os.dup2(first, 3)
            os.dup2(second, 4)
            for fd in (3, 4):
                os.set_inheritable(fd, True)
        self.process = subprocess.Popen(
            [program(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
             "--no-first-run", "--disable-extensions", "--remote-debugging-pipe", "--password-store=basic",
             f"--user-data-dir={self.folder.name}", f"--window-size={width},{height}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=pipes, close_fds=False)
        os.close(theirs_in)
        os.close(theirs_out)
        self.number, self.left, self.messages, self.session = 0, b"", [], None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.to)
        os.close(self.out)
        self.folder.cleanup()

    def read(self):
        while b"\0" not in self.left:
            more = os.read(self.out, 1 << 20)
            assert more, "the browser has ended"
            self.left += more
        message, self.left = self.left.split(b"\0", 1)
        return json.loads(message)

    def notice(self, message):
        """Errors, messages, and what the page asks the network for."""
        method, what = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = what["exceptionDetails"]
            self.messages.append(details.get("exception", {}).get("description") or details["text"])
        elif method == "Runtime.consoleAPICalled":
            self.messages.append(str(what["args"]))
        elif method == "Log.entryAdded":
            self.messages.append(what["entry"]["text"])
        elif method == "Page.javascriptDialogOpening":
            self.messages.append("a dialog: " + what["message"])
        elif method == "Network.requestWillBeSent":
            if not what["request"]["url"].startswith(("file:", "about:", "blob:")):
                self.messages.append("a request: " + what["request"]["url"][:200])

    def ask(self, method, **what):
        self.number += 1
        message = {"id": self.number, "method": method, "params": what}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer)
                return answer["result"]
            self.notice(answer)

    def evaluate(self, expression):
        answer = self.ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, (expression, answer["exceptionDetails"])
        return answer["result"].get("value")

    def open(self, path, hash=""):
        """Shows a page and waits until it is made."""
        self.messages.clear()
        self.ask("Page.navigate", url="about:blank")
        self.ask("Page.navigate", url="file://" + path + hash)
        end = time.monotonic() + SECONDS
        while not self.evaluate("document.documentElement?.dataset.ready === '1'"):
            assert time.monotonic() < end and not self.messages, ("the page is not made", self.messages)
            time.sleep(0.02)

    def size(self, width, height, scale=1):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=scale, mobile=False)

    def theme(self, name):
        self.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": name}])

    def press(self, key, shift=False):
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, modifiers=8 if shift else 0,
                     **({"text": key} if len(key) == 1 and kind == "keyDown" else {}))

    def click(self, x, y):
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def picture(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("Page.captureScreenshot", format="png")["data"]))

    def paper(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.ask("Page.printToPDF", printBackground=True)["data"]))
