import unittest

from mailer import render


class HiddenRenderTest(unittest.TestCase):
    def test_escapes(self):
        text = render("<b>{{ name }}</b>", {"name": "<a href=\"x\">'&'</a>"})
        for code, entity in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
            self.assertIn(code, text)
        self.assertTrue(text.startswith("<b>&lt;a href=") and text.endswith("&lt;/a&gt;</b>"))
        self.assertNotIn('"', text)
        self.assertNotIn("'", text.replace("&#x27;", "").replace("&#39;", ""))
        self.assertNotIn("&amp;lt;", text)

    def test_raw_stays_raw(self):
        self.assertEqual(render("{{{x}}}|{{x}}|{{{ x }}}", {"x": "<hr>"}), "<hr>|&lt;hr&gt;|<hr>")

    def test_converts(self):
        self.assertEqual(render("{{ a }}|{{ b }}|{{{ b }}}|{{ c }}", {"a": 0, "b": None, "c": False}), "0|||False")

        class Odd:
            def __str__(self):
                return "<odd>"

        self.assertEqual(render("{{ a }}", {"a": Odd()}), "&lt;odd&gt;")

    def test_values_are_not_templates(self):
        self.assertEqual(render("{{ a }} {{ b }}", {"a": "{{ b }}", "b": "{{{ a }}}"}), "{{ b }} {{{ a }}}")
        self.assertEqual(render("{{{ a }}}", {"a": "{{ nope }}"}), "{{ nope }}")
        self.assertEqual(render("{{ a }}", {"a": "\\1 \\g<0>"}), "\\1 \\g&lt;0&gt;")

    def test_missing(self):
        from mailer import MissingValue

        self.assertTrue(issubclass(MissingValue, KeyError))
        for template in ("{{ gone }}", "{{gone}}", "{{{ gone }}}"):
            with self.assertRaises(MissingValue) as caught:
                render(template, {"other": 1})
            self.assertIn("gone", str(caught.exception))

    def test_braces_that_are_no_placeholder(self):
        for text in ("{ a }", "{{ }}", "{{ a b }}", "{{ a-b }}", "{{", "}} {{"):
            self.assertEqual(render(text, {"a": 1}), text)
