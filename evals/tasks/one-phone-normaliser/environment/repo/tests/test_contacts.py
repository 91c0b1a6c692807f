import unittest

from contacts.export import to_vcard
from contacts.importer import import_rows
from contacts.search import find


class ContactsTest(unittest.TestCase):
    def test_import(self):
        self.assertEqual(import_rows([("Ada ", "0049 (30) 12-3"), ("Bob", "n/a")]), {"Ada": "+4930123"})

    def test_find(self):
        self.assertEqual(find({"Ada": "+4930123", "Bob": "+44201"}, "30 1"), ["Ada"])
        self.assertEqual(find({"Ada": "+4930123"}, ""), [])

    def test_export(self):
        self.assertIn("TEL:+4930123\n", to_vcard("Ada", "030 123"))
