# frozen_string_literal: true

require "minitest/autorun"
require_relative "../lib/carrier"

class CarrierTest < Minitest::Test
  def test_labels
    carrier = Carrier.new("DHX")
    carrier.add_parcel(Parcel.new(12)).add_parcel(Parcel.new(3))
    assert_equal ["DHX: PARCEL 12 kg", "DHX: PARCEL 3 kg"], carrier.labels
    assert_equal 15, carrier.weight
    assert_equal 2, carrier.parcels.size
  end

  def test_events
    log = EventLog.new
    Carrier.new("DHX", log: log).add_parcel(Parcel.new(12))
    assert_equal ["parcel.added weight=12"], log.lines
  end

  def test_refuses
    assert_raises(ArgumentError) { Parcel.new(0) }
    assert_raises(TypeError) { Carrier.new("DHX").add_parcel("box") }
  end
end
