-- Somebody put fettle:hold on: whatever is under way for this run stops at once. Cleared when the label is gone.
ALTER TABLE fettle.run ADD COLUMN held boolean NOT NULL DEFAULT false;
