import multiprocessing
import stat

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
    with multiprocessing.get_context("fork").Pool(4) as pool:
        found = pool.map(secretfile.read_or_make, [tmp_path / "secrets"] * 8)
    assert all(one == found[0] for one in found)


def test_no_file_means_no_secrets(tmp_path):
    assert secretfile.read(tmp_path / "nothing") == {}
