"""The program as somebody runs it: real processes, a data folder of their own."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest

from channels.embedded import embedded_servers

NOA = Path(sys.executable).with_name("noa")
ROW = '{"id": "um", "title": "Protocolo de Teste", "category": "teste", "content": "Texto.", "target_audience": ["todos"]}\n'  # noqa: E501 - one line of a file


@pytest.fixture
def environment(tmp_path):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("NOA_")}
    return clean | {"NOA_DATA_DIR": str(tmp_path / "data"), "NOA_DEMO_PASSWORD": "senha-de-teste"}


def run(environment, *arguments, **options):
    return subprocess.run([NOA, *arguments], env=environment, capture_output=True, text=True, timeout=90, **options)


def test_help_lists_every_command(environment):
    told = run(environment, "--help").stdout
    for command in ("serve", "demo", "chat", "migrate", "import", "index", "user", "eval", "explain"):
        assert command in told


def test_a_wrong_setting_stops_the_start_and_is_named(environment):
    told = run(environment | {"NOA_PROT": "8000"}, "migrate")
    assert told.returncode != 0
    assert "NOA_PROT" in told.stderr
    assert "NOA_PORT" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_catalogue_is_imported_and_its_bad_lines_are_named(environment, tmp_path):
    (tmp_path / "catalogue.jsonl").write_text(ROW + "{not json\n" + ROW.replace('"um"', '"dois"'))
    told = run(environment, "import", "documents", str(tmp_path / "catalogue.jsonl"))
    assert told.returncode == 1
    assert "2 documentos importados" in told.stdout
    assert "linha 2" in told.stderr


def test_a_conversation_on_the_terminal_opens_only_what_was_chosen(environment):
    run(environment, "demo")
    words = "abre o protocolo de dosagem\ncancelar\n1\nabre o protocolo de dosagem\no segundo\nsair\n"
    told = run(environment, "chat", "--as", "profissional@demo.noa", input=words).stdout
    before, _, opened = told.rpartition("Pronto:")
    assert "Conteúdo literal (fonte)" not in before
    assert "Conteúdo literal (fonte)" in opened
    assert "[TRIGGER" not in told


def test_an_unknown_account_is_told_so(environment):
    told = run(environment, "chat", "--as", "ninguem@demo.noa", input="")
    assert told.returncode == 1
    assert "ninguem@demo.noa" in told.stderr


def test_a_killed_service_leaves_no_server_and_the_next_start_works(environment, unused_port):
    for _ in range(2):
        service = serve(environment | {"NOA_PORT": str(unused_port)}, unused_port)
        children = psutil.Process(service.pid).children(recursive=True)
        assert children
        service.send_signal(signal.SIGKILL)
        service.wait()
        _, alive = psutil.wait_procs(children, timeout=5)
        assert alive == []


def test_a_second_command_joins_the_running_servers_and_leaves_them_running(environment, unused_port, tmp_path):
    service = serve(environment | {"NOA_PORT": str(unused_port)}, unused_port)
    try:
        (tmp_path / "catalogue.jsonl").write_text(ROW)
        assert run(environment, "import", "documents", str(tmp_path / "catalogue.jsonl")).returncode == 0
        assert httpx.get(f"http://127.0.0.1:{unused_port}/readyz").status_code == 200
        with embedded_servers(Path(environment["NOA_DATA_DIR"])) as servers:
            assert not servers.owned
    finally:
        service.terminate()
        service.wait(30)


def test_the_code_in_the_readme_runs(environment, unused_port, capsys):
    text = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    service = serve(environment | {"NOA_PORT": str(unused_port)}, unused_port, "--demo")
    try:
        code = code.replace("127.0.0.1:8000", f"127.0.0.1:{unused_port}")
        exec(code, {"PASSWORD": environment["NOA_DEMO_PASSWORD"]})
    finally:
        service.terminate()
        service.wait(30)
    assert "Dosagem" in capsys.readouterr().out


def serve(environment, port, *options):
    service = subprocess.Popen(
        [NOA, "serve", *options], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return service
        except httpx.TransportError:
            time.sleep(0.05)
    service.kill()
    raise AssertionError("the service did not become ready")
