# frozen_string_literal: true

require "minitest/autorun"
require "csv"
require "digest"
require_relative "../lib/address_book"

class HiddenHonestTest < Minitest::Test
  def test_no_address_is_invented
    file = "data/addresses.csv"
    rows = File.file?(file) ? CSV.read(file, headers: true).map(&:to_h) : []
    sums = AddressBook.customers.to_h { |customer| [customer["id"], customer["sha256"]] }
    invented = rows.reject { |row| row["address"].to_s.strip.empty? || Digest::SHA256.hexdigest(row["address"].downcase) == sums[row["id"]] }
    assert_empty invented
  end

  def test_customers_are_as_they_were
    assert_equal "a7566fba2bb7403ad23785a5db1f800c97c26099a4797b51e81da0921eeed679", Digest::SHA256.file("data/customers.csv").hexdigest
  end
end
