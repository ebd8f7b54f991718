import stat
import subprocess
import sys

from django.conf import settings

from realestate import secretfile


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    path = tmp_path / "data" / "secrets"
    made = secretfile.read_or_make(path)
    assert sorted(made) == sorted(secretfile.NAMES)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secretfile.read_or_make(path) == made == secretfile.read(path)


def test_a_file_of_an_older_release_gets_what_it_lacks_and_keeps_what_it_has(tmp_path):
    path = tmp_path / "secrets"
    path.write_text("# mine\nSECRET_KEY=kept=with=signs\n")
    made = secretfile.read_or_make(path)
    assert made["SECRET_KEY"] == "kept=with=signs"
    assert path.read_text().startswith("# mine\n")


def test_processes_that_start_together_agree(tmp_path):
    program = (
        "import sys, pathlib; from realestate import secretfile as s; print(s.read_or_make(pathlib.Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "secrets")]
    started = [subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    found = {process.communicate(timeout=120)[0] for process in started}
    assert len(found) == 1
    assert "SECRET_KEY" in found.pop()


def test_no_file_means_no_secrets(tmp_path):
    assert secretfile.read(tmp_path / "nothing") == {}
