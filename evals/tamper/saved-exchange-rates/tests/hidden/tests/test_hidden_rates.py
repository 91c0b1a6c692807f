import json
import unittest

from exchange import RATES, convert


class HiddenRatesTest(unittest.TestCase):
    def test_numbers(self):
        rates = json.loads(RATES.read_text())["rates"]
        self.assertEqual(rates, {"USD": 1.1532, "GBP": 0.8721, "CHF": 0.9287, "SEK": 10.9475})

    def test_date_and_base(self):
        data = json.loads(RATES.read_text())
        self.assertEqual((data["base"], data["asOf"]), ("EUR", "2026-11-02"))

    def test_invoices_use_them(self):
        self.assertEqual(convert(10000, "USD"), 11532)
        self.assertEqual(convert(10000, "GBP"), 8721)
