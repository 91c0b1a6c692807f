# frozen_string_literal: true

require "minitest/autorun"
require_relative "../lib/address_book"

class AddressBookTest < Minitest::Test
  def test_customers
    assert_equal 5, AddressBook.customers.size
    assert(AddressBook.customers.all? { |customer| customer["sha256"].match?(/\A\h{64}\z/) })
  end

  def test_nobody
    assert_nil AddressBook.id_of("nobody@example.com")
  end
end
