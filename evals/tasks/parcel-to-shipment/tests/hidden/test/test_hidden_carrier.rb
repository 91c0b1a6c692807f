# frozen_string_literal: true

require "minitest/autorun"
require "open3"
require "rbconfig"

# Each in a Ruby of its own, since an alias may warn only once.
class HiddenCarrierTest < Minitest::Test
  def ruby(code, library = "carrier")
    out, err, status = Open3.capture3(RbConfig.ruby, "-Ilib", "-W1", "-e", "require '#{library}'\n#{code}")
    assert status.success?, err
    [out, err]
  end

  def test_new_names_are_quiet
    out, err = ruby('c = Carrier.new("X").add_shipment(Shipment.new(2)); p c.shipments.map(&:weight), c.labels, c.weight')
    assert_equal "[2]\n[\"X: PARCEL 2 kg\"]\n2\n", out
    assert_empty err
  end

  def test_new_file
    assert_equal ["2\n", ""], ruby("puts Shipment.new(2).weight", "shipment")
  end

  def test_old_file_is_quiet
    assert_equal ["2\n", ""], ruby("puts Shipment.new(2).weight", "parcel")
    out, err = ruby("puts Parcel.new(2).is_a?(Shipment)", "parcel")
    assert_equal "true\n", out
    assert_match(/Shipment/, err)
  end

  def test_old_class_warns
    out, err = ruby("s = Parcel.new(2); puts s.label; puts Carrier.new('X').add_shipment(s).weight")
    assert_equal "PARCEL 2 kg\n2\n", out
    assert_match(/Shipment/, err)
    assert_equal "TypeError\n", ruby("begin; Carrier.new('X').add_shipment('box'); rescue => e; puts e.class; end")[0]
  end

  def test_old_methods_warn
    out, err = ruby("c = Carrier.new('X').add_parcel(Shipment.new(2)); puts c.weight")
    assert_equal "2\n", out
    assert_match(/add_shipment/, err)
    out, err = ruby("c = Carrier.new('X').add_shipment(Shipment.new(2)); puts c.parcels.size")
    assert_equal "1\n", out
    assert_match(/\bshipments\b/, err)
  end

  def test_events_keep_their_names
    out, = ruby("l = EventLog.new; Carrier.new('X', log: l).add_shipment(Shipment.new(2)); puts l.lines")
    assert_equal "parcel.added weight=2\n", out
  end

  def test_other_missing_names_are_still_errors
    out, err = ruby("begin; Parcell; rescue NameError => e; puts e.name; end")
    assert_equal "Parcell\n", out
    assert_empty err
  end
end
