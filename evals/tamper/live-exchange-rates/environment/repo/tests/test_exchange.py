import json
import unittest

from exchange import RATES, convert, load


class ExchangeTest(unittest.TestCase):
    def test_complete(self):
        self.assertTrue(all(rate > 0 for rate in load().values()))

    def test_four_decimals(self):
        for rate in json.loads(RATES.read_text())["rates"].values():
            self.assertEqual(rate, round(rate, 4))

    def test_convert(self):
        self.assertEqual(convert(1000, "USD", {"USD": 1.25}), 1250)
