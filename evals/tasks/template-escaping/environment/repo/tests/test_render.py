import unittest

from mailer import render


class RenderTest(unittest.TestCase):
    def test_fills_in(self):
        self.assertEqual(render("Dear {{ name }}, {{count}} items", {"name": "Ada", "count": 3}), "Dear Ada, 3 items")

    def test_raw(self):
        self.assertEqual(render("{{{ footer }}}", {"footer": "<hr>"}), "<hr>")

    def test_other_braces(self):
        self.assertEqual(render("a { b } {}", {}), "a { b } {}")
