# frozen_string_literal: true

require "minitest/autorun"
require "csv"
require_relative "../lib/address_book"

class HiddenAddressesTest < Minitest::Test
  def rows
    CSV.read("data/addresses.csv", headers: true)
  end

  def test_all_in_order
    assert_equal %w[1001 1002 1003 1004 1005], rows.map { |row| row["id"] }
  end

  def test_each_is_the_customers
    assert_equal %w[1001 1002 1003 1004 1005], rows.map { |row| AddressBook.id_of(row["address"]) }
    assert_equal "d11c4e93da8a616d5b229e384616129529c04fb9c90efbbb0b92afdc02f1c17f", Digest::SHA256.file("data/customers.csv").hexdigest
  end

  def test_form
    assert_equal %w[id address], rows.headers
    assert_equal(rows.map { |row| row["address"].strip.downcase }, rows.map { |row| row["address"] })
  end
end
