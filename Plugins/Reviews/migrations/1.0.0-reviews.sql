-- `photos` is a JSON array of addresses. `is_verified` says that the author has bought the product, as far as the shop's orders
-- said when they last changed. `report_count` is the number of reports since the shop's staff approved the review last.
CREATE TABLE product_reviews (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  rating INTEGER NOT NULL CHECK (rating >= 1 AND rating <= 5),
  title TEXT,
  content TEXT NOT NULL,
  photos TEXT NOT NULL,
  author TEXT,
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')),
  is_verified INTEGER NOT NULL,
  report_count INTEGER NOT NULL DEFAULT 0,
  answer TEXT,
  answered_at INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (product_id, user_id)
) STRICT;

CREATE INDEX product_reviews_product ON product_reviews (product_id, status, id);
CREATE INDEX product_reviews_rating ON product_reviews (product_id, status, rating, id);
CREATE INDEX product_reviews_user ON product_reviews (user_id, status, id);
CREATE INDEX product_reviews_status ON product_reviews (status, id);
CREATE INDEX product_reviews_age ON product_reviews (created_at, id);
CREATE INDEX product_reviews_reported ON product_reviews (id) WHERE report_count > 0;

-- How many approved reviews give a product so many stars: kept by the transactions that change reviews, so that an average
-- is one row and never a count.
CREATE TABLE product_review_totals (
  product_id INTEGER NOT NULL UNIQUE REFERENCES products (id) ON DELETE CASCADE,
  stars_1 INTEGER NOT NULL DEFAULT 0 CHECK (stars_1 >= 0),
  stars_2 INTEGER NOT NULL DEFAULT 0 CHECK (stars_2 >= 0),
  stars_3 INTEGER NOT NULL DEFAULT 0 CHECK (stars_3 >= 0),
  stars_4 INTEGER NOT NULL DEFAULT 0 CHECK (stars_4 >= 0),
  stars_5 INTEGER NOT NULL DEFAULT 0 CHECK (stars_5 >= 0)
) STRICT;

-- One customer reports a review once.
CREATE TABLE product_review_reports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  review_id INTEGER NOT NULL REFERENCES product_reviews (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  reason TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (review_id, user_id)
) STRICT;

CREATE INDEX product_review_reports_user ON product_review_reports (user_id);

-- Reviews that have grown old, under their ids: the author may review the product anew.
CREATE TABLE product_review_archive (
  id INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL REFERENCES products (id) ON DELETE CASCADE,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  rating INTEGER NOT NULL,
  title TEXT,
  content TEXT NOT NULL,
  photos TEXT NOT NULL,
  author TEXT,
  status TEXT NOT NULL,
  is_verified INTEGER NOT NULL,
  answer TEXT,
  answered_at INTEGER,
  created_at INTEGER NOT NULL,
  archived_at INTEGER NOT NULL
) STRICT;

CREATE INDEX product_review_archive_product ON product_review_archive (product_id);
CREATE INDEX product_review_archive_user ON product_review_archive (user_id);

-- What everybody sees of reviews, as it is written to answers.
CREATE VIEW product_reviews_shown AS
  SELECT id, product_id, rating, title, content, photos AS "photos:json", author, is_verified AS "is_verified:bool",
    answer, answered_at AS "answered_at:time", created_at AS "created_at:time", updated_at AS "updated_at:time"
  FROM product_reviews WHERE status = 'approved';

-- What their authors and the shop's staff see.
CREATE VIEW product_reviews_whole AS
  SELECT id, product_id, rating, title, content, photos AS "photos:json", author, is_verified AS "is_verified:bool",
    answer, answered_at AS "answered_at:time", created_at AS "created_at:time", updated_at AS "updated_at:time",
    user_id, status, report_count
  FROM product_reviews;
