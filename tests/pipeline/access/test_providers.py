"""The file of providers: what is taken, what is said of a wrong one, and where secrets may stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.access.providers import read_providers
from pipeline.errors import BadInput

GOOD = '[eksempel]\nname = "Eksempelkommunen"\nissuer = "https://provider.example"\nclient_id = "abc"\n'


def written(folder: Path, text: str) -> Path:
    (folder / "sign-in.toml").write_text(text, encoding="utf-8")
    return folder / "sign-in.toml"


def test_a_secret_stands_in_a_file_of_its_own_or_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    one = read_providers(written(tmp_path, GOOD + 'client_secret_file = "secret"\n'))["eksempel"]
    assert (one.client_secret, one.name) == ("from the file", "Eksempelkommunen") and "from the file" not in repr(one)
    monkeypatch.setenv("EKSEMPEL_SECRET", "from the environment")
    two = read_providers(written(tmp_path, GOOD + 'client_secret_env = "EKSEMPEL_SECRET"\n'))["eksempel"]
    assert two.client_secret == "from the environment"


@pytest.mark.parametrize(
    ("text", "code", "key"),
    [
        ("[eksempel", "providers_unreadable", None),
        (GOOD.replace("https", "http"), "provider_wrong", "issuer"),
        (GOOD.replace('client_id = "abc"', ""), "provider_wrong", "client_id"),
        (GOOD + "email_is_verified = 1\n", "provider_wrong", "email_is_verified"),
        (GOOD + 'no_such = "x"\n', "provider_wrong", "no_such"),
        (GOOD + 'client_secret_file = "no such file"\n', "provider_wrong", "client_secret_file"),
        (GOOD + 'client_secret_env = "NO_SUCH_VARIABLE"\n', "provider_wrong", "client_secret_env"),
        (GOOD.replace("[eksempel]", '["../x"]'), "provider_wrong", "id"),
        ("name = 1", "provider_wrong", "id"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, code: str, key: str | None) -> None:
    with pytest.raises(BadInput) as wrong:
        read_providers(written(tmp_path, text))
    assert (wrong.value.code, wrong.value.params.get("key")) == (code, key)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        read_providers(tmp_path / "nothing.toml")
