import itertools
import re
import unittest
from pathlib import Path

from contacts.export import to_vcard
from contacts.importer import import_rows
from contacts.search import find


def base(text):
    digits = ""
    for char in text.strip():
        if char.isdigit() or (char == "+" and not digits):
            digits += char
    return digits


INPUTS = ["".join(it) for length in range(5) for it in itertools.product("0 1+", repeat=length)] + ["(+49) 30/1", "tel 0030", "0+0", "٣0", "+00"]


class HiddenContactsTest(unittest.TestCase):
    def test_shared_function(self):
        from contacts.phone import normalise_phone

        for text in INPUTS:
            wanted = base(text)
            self.assertEqual(normalise_phone(text), "+" + wanted[2:] if wanted.startswith("00") else wanted, text)

    def test_import_is_the_same(self):
        for text in INPUTS:
            wanted = base(text)
            wanted = "+" + wanted[2:] if wanted.startswith("00") else wanted
            self.assertEqual(import_rows([(" n ", text)]), {} if wanted in ("", "+") else {"n": wanted}, text)

    def test_search_keeps_its_zeros(self):
        phones = {text: text for text in ("0012", "+12", "10020", "+4900", "1", "012", "+")}
        for text in INPUTS:
            wanted = base(text)
            self.assertEqual(find(phones, text), sorted(it for it in phones if wanted and wanted in it), text)

    def test_export_is_the_same(self):
        for text in INPUTS:
            wanted = base(text)
            if wanted.startswith("00"):
                wanted = "+" + wanted[2:]
            elif wanted.startswith("0"):
                wanted = "+33" + wanted[1:]
            self.assertIn(f"TEL:{wanted}\n", to_vcard("n", text, "+33"))

    def test_there_is_one_copy(self):
        for name in ("importer", "search", "export"):
            source = Path(f"contacts/{name}.py").read_text()
            self.assertIn("normalise_phone", source, name)
            self.assertNotRegex(source, r"isdigit|isdecimal|isnumeric|re\.sub", name)
