-- `countries`, `states` and `postal_codes` are JSON arrays of what the owner wrote; what addresses are looked up by is in
-- tax_zone_areas. `preset` tells what a preset has made, so that it is made once.
CREATE TABLE tax_zones (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  countries TEXT NOT NULL,
  states TEXT NOT NULL,
  postal_codes TEXT NOT NULL,
  reverse_charge INTEGER NOT NULL DEFAULT 0,
  is_active INTEGER NOT NULL DEFAULT 1,
  preset TEXT UNIQUE
) STRICT;

-- Every combination of a zone's countries, states and postal codes. An empty country or state is any; postal codes are ranges of
-- numbers (PostalCode.swift), from -1 for any, as an address without a code has -1. The most exact area wins: by `exactness`, then
-- by the smaller range, then the older zone.
CREATE TABLE tax_zone_areas (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  zone_id INTEGER NOT NULL REFERENCES tax_zones (id) ON DELETE CASCADE,
  country TEXT NOT NULL,
  state TEXT NOT NULL,
  postal_from INTEGER NOT NULL,
  postal_to INTEGER NOT NULL,
  exactness INTEGER NOT NULL
) STRICT;

CREATE INDEX tax_zone_areas_place ON tax_zone_areas (country, state, postal_from);
CREATE INDEX tax_zone_areas_zone ON tax_zone_areas (zone_id);

-- `percent` is a decimal text, exact: '9.975'. A tax_class of NULL is the usual one.
CREATE TABLE tax_rates (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  zone_id INTEGER NOT NULL REFERENCES tax_zones (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  tax_class TEXT,
  percent TEXT NOT NULL,
  priority INTEGER NOT NULL DEFAULT 0,
  is_compound INTEGER NOT NULL DEFAULT 0,
  on_shipping INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX tax_rates_zone ON tax_rates (zone_id, id);

-- A country of NULL is everywhere. `valid_until` is the first millisecond at which it does not hold any more.
CREATE TABLE tax_exemptions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  country TEXT,
  reason TEXT NOT NULL,
  certificate TEXT,
  valid_until INTEGER,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX tax_exemptions_user ON tax_exemptions (user_id, id);

-- What is known of VAT numbers beyond their check digits.
CREATE TABLE tax_vat_checks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  number TEXT NOT NULL UNIQUE,
  outcome TEXT NOT NULL CHECK (outcome IN ('asked', 'valid', 'invalid')),
  checked_at INTEGER NOT NULL
) STRICT;

CREATE INDEX tax_vat_checks_time ON tax_vat_checks (checked_at);
