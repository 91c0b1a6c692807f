import random
import unittest

from codes import decode, encode

NUMBERS = [0, 1, 35, 36, 36**6 - 1, 36**6, 2**32 - 1] + [random.Random(5).randrange(2**32) for _ in range(2000)]


class HiddenCodesTest(unittest.TestCase):
    def test_short(self):
        for number in NUMBERS:
            self.assertRegex(encode(number), r"\A[0-9a-z]{1,7}\Z")

    def test_there_and_back(self):
        self.assertEqual([decode(encode(number)) for number in NUMBERS], NUMBERS)

    def test_numbers_out_of_range(self):
        for number in (-1, 2**32, 36**7):
            with self.assertRaises(ValueError):
                encode(number)

    def test_texts_that_are_no_code(self):
        for code in ("", "0000 1", "00000Z1", "000_001", "00000000", "-000001", "000001\n", "\u0663" * 7, "0.00001"):
            with self.assertRaises(ValueError, msg=repr(code)):
                decode(code)

    def test_no_text_stands_for_a_number_out_of_range(self):
        pick = random.Random(7)
        for _ in range(2000):
            code = "".join(pick.choice("0123456789abcdefghijklmnopqrstuvwxyz") for _ in range(7))
            try:
                self.assertLessEqual(decode(code), 2**32 - 1, code)
            except ValueError:
                pass
