"""Files made to exhaust the reader are refused, each in less than a second."""

from __future__ import annotations

import time

import pytest

from appraisal.tree import MAX_BYTES, MAX_VALUES, read_tree
from pipeline.errors import BadInput
from tests.appraisal.samples import SMALL


def _bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(lines)


HOSTILE = {
    "aliases that unfold to billions": (_bomb(), "checklist_alias"),
    "merge keys": ("a: &a {b: c}\nd:\n  <<: *a\n", "checklist_alias"),
    "ten megabytes": (SMALL + "# " + "x" * 10_000_000, "checklist_too_big"),
    "ten megabytes of letters of two bytes": ("ø" * 5_000_000, "checklist_too_big"),
    "just too big in bytes": ("ø" * (MAX_BYTES // 2 + 1), "checklist_too_big"),
    "lists within lists": ("[" * 400_000, "checklist_too_deep"),
    "maps within maps": ("{a: " * 200_000, "checklist_too_deep"),
    "dashes within dashes": ("- " * 400_000 + "a", "checklist_too_deep"),
    "a deep staircase": ("\n".join(" " * n + "a:" for n in range(1_000)), "checklist_too_deep"),
    "a list of half a million": ("[" + "a," * 499_000 + "]", "checklist_too_many_values"),
    "a map of many keys": ("\n".join(f"k{n}: 1" for n in range(90_000)), "checklist_too_many_values"),
    "keys as lists": ("? [a]\n: b\n", "checklist_not_yaml"),
    "code": ("!!python/object/apply:os.system ['echo hello']", "checklist_tag"),
    "one long quoted text that never ends": ('"' + "x" * 900_000, "checklist_not_yaml"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_at_once(name: str) -> None:
    text, code = HOSTILE[name]
    start = time.process_time()
    with pytest.raises(BadInput) as caught:
        read_tree(text)
    assert time.process_time() - start < 5
    assert caught.value.code == code


def test_as_many_values_as_allowed_are_read() -> None:
    read_tree("[" + "a," * (MAX_VALUES - 1) + "]")


def test_a_long_key_is_cut_in_the_message() -> None:
    with pytest.raises(BadInput) as caught:
        read_tree(f"{'k' * 900}: 1\n{'k' * 900}: 2\n")
    assert len(str(caught.value.params["key"])) == 60
