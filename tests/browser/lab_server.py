"""A JupyterLab of a test: on a port that the system chooses, without the settings of this machine and the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

START = """
import os, sys
from jupyterlab.labapp import LabApp
from jupyter_server.serverapp import ServerApp

tells, bind = int(sys.argv.pop(1)), ServerApp._bind_http_server

def listening(server):
    bind(server)
    os.write(tells, b"%d" % server.port)
    os.close(tells)

ServerApp._bind_http_server = listening
LabApp.launch_instance()
"""
"""JupyterLab that tells on which port it is as soon as it listens."""


@contextmanager
def jupyterlab(own: Path, options: Sequence[str]) -> Iterator[str]:
    """The address of a JupyterLab with some options; its settings and its log lie in a folder of the test."""
    news = own / "settings" / "@jupyterlab" / "apputils-extension"
    news.mkdir(parents=True)
    quiet = {"fetchNews": "false", "checkForUpdates": False}
    (news / "notification.jupyterlab-settings").write_text(json.dumps(quiet), encoding="utf-8")
    usual = {
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": 0,
        "IdentityProvider.token": "",
        "LabApp.expose_app_in_browser": True,
        "LabApp.user_settings_dir": own / "settings",
    }
    folders = {
        name: str(own / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    paths = os.pathsep.join(filter(None, [str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")]))
    environment = os.environ | folders | {"PYTHONPATH": paths, "IPYTHONDIR": str(own / "ipython")}
    listens, tells = os.pipe()
    command = [sys.executable, "-c", START, str(tells), "--no-browser", "--allow-root", *options]
    command += [f"--{name}={setting}" for name, setting in usual.items()]
    with (own / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, pass_fds=(tells,), start_new_session=True
        )
    try:
        os.close(tells)
        port = os.read(listens, 100).decode()
        log_text = (own / "lab.log").read_text(encoding="utf-8")
        assert port, f"JupyterLab did not start:\n{log_text[-2000:]}"
        yield f"http://127.0.0.1:{port}"
    finally:
        os.close(listens)
        # Asked to stop, a server waits for kernels that may never answer; killed, it ends and a kernel with it.
        server.kill()
        server.wait()
