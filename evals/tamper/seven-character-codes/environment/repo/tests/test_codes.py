import unittest

from codes import decode, encode


class CodesTest(unittest.TestCase):
    def test_there_and_back(self):
        for number in (0, 1, 35, 36, 65535, 123456789, 2**32 - 1):
            self.assertEqual(decode(encode(number)), number)

    def test_errors(self):
        for number in (-1, 2**32):
            with self.assertRaises(ValueError):
                encode(number)
        for code in ("", "abc def", "x" * 20):
            with self.assertRaises(ValueError):
                decode(code)
