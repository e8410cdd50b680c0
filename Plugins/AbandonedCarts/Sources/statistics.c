// How many carts were abandoned, how many of those an order followed, and for how much. A cart counts in the period in which it was
// found, whenever it was recovered.
#include <stdio.h>

#include "abandoned_carts.h"
#include "calendar.h"
#include "text.h"

enum { MOST_PERIODS = 400 };

struct range {
  int64_t from;  // days; both are part of it
  int64_t to;
  enum period period;
};

struct counts {
  int64_t found;
  int64_t recovered;
  int64_t found_value;
  int64_t recovered_value;
};

// A day of the query string, whose form plugin.json says. `day` stays as it was where it is left out.
static void read_query_day(totem_call *call, const char *name, int64_t *day) {
  totem_str text;
  if (totem_query(call, name, &text) == TOTEM_OK) read_day(text, day);
}

static totem_status read_range(totem_call *call, struct range *range) {
  totem_str by = TOTEM_STR("day");
  totem_query(call, "by", &by);
  range->period = totem_equal(by, TOTEM_STR("month"))  ? PERIOD_MONTH
                  : totem_equal(by, TOTEM_STR("week")) ? PERIOD_WEEK
                                                       : PERIOD_DAY;
  range->to = day_of_time(totem_now(call));
  read_query_day(call, "to", &range->to);
  range->from = range->to - 29;
  read_query_day(call, "from", &range->from);
  if (range->from > range->to) return totem_veto_field(call, "from", TOTEM_STR("must not be after 'to'"));
  int64_t shortest = range->period == PERIOD_DAY ? 1 : range->period == PERIOD_WEEK ? 7 : 28;
  if ((range->to - range->from) / shortest < MOST_PERIODS) return TOTEM_OK;
  return totem_veto_field(call, "from", TOTEM_STR("is too early: at most 400 days, weeks or months"));
}

static void add_row(struct text *answer, const char *period, const struct counts *counts, totem_str currency) {
  int64_t rate = counts->found == 0 ? 0 : (counts->recovered * 10000 + counts->found / 2) / counts->found;
  text_add(answer, "{");
  if (period != NULL) text_add(answer, "\"period\": \"%s\", ", period);
  text_add(answer, "\"found\": %lld, \"recovered\": %lld, \"rate\": %lld.%04lld, \"found_value\": ",
           (long long)counts->found, (long long)counts->recovered, (long long)(rate / 10000), (long long)(rate % 10000));
  text_add_money(answer, counts->found_value, currency);
  text_add(answer, ", \"recovered_value\": ");
  text_add_money(answer, counts->recovered_value, currency);
  text_add(answer, "}");
}

static void add(struct counts *sum, const struct counts *more) {
  sum->found += more->found;
  sum->recovered += more->recovered;
  sum->found_value += more->found_value;
  sum->recovered_value += more->recovered_value;
}

// The next day of the rows, or false when there are no more.
static totem_status next_day(totem_stmt *rows, bool *more, int64_t *day, struct counts *counts) {
  totem_status status = totem_step(rows);
  *more = status == TOTEM_ROW;
  if (!*more) return status < 0 ? status : TOTEM_OK;
  *day = totem_column_i64(rows, 0);
  *counts = (struct counts){
    .found = totem_column_i64(rows, 1),
    .recovered = totem_column_i64(rows, 2),
    .found_value = totem_column_i64(rows, 3),
    .recovered_value = totem_column_i64(rows, 4),
  };
  return TOTEM_OK;
}

// A row for each period, and the sum of all in `total`. The rows of the statement are days, in order.
static totem_status add_periods(
    totem_stmt *rows, const struct range *range, totem_str currency, struct text *answer, struct counts *total) {
  bool more;
  int64_t day = 0;
  struct counts of_day;
  totem_status status = next_day(rows, &more, &day, &of_day);
  const char *separator = "";
  int64_t start = period_start(range->period, range->from);
  for (; status == TOTEM_OK && start <= range->to; start = next_period(range->period, start)) {
    struct counts counts = {0};
    while (status == TOTEM_OK && more && day < next_period(range->period, start)) {
      add(&counts, &of_day);
      status = next_day(rows, &more, &day, &of_day);
    }
    struct date date = date_of_day(start);
    char period[40];
    snprintf(period, sizeof period, "%04d-%02d-%02d", date.year, date.month, date.day);
    text_add(answer, "%s", separator);
    add_row(answer, period, &counts, currency);
    add(total, &counts);
    separator = ", ";
  }
  return status;
}

// The currency in which the shop sells; no text where there is neither a cart nor a product that has one.
static totem_status read_currency(totem_call *call, totem_str *currency) {
  totem_stmt *query;
  PREPARE(call,
          "SELECT COALESCE((SELECT currency FROM abandoned_carts ORDER BY id DESC LIMIT 1), "
          "(SELECT currency FROM v1_products ORDER BY id LIMIT 1))",
          &query);
  totem_status status = totem_step(query);
  if (status != TOTEM_ROW) return status < 0 ? status : TOTEM_ERROR;
  *currency = totem_column_str(query, 0);
  return TOTEM_OK;
}

// GET /statistics
totem_status show_statistics(totem_call *call, const totem_request *request, void *state) {
  (void)request;
  (void)state;
  struct range range;
  totem_status status = read_range(call, &range);
  if (status != TOTEM_OK) return status;
  totem_str currency;
  status = read_currency(call, &currency);
  if (status != TOTEM_OK) return status;
  totem_stmt *rows;
  PREPARE(call,
          "SELECT created_at / 86400000, COUNT(*), COUNT(recovered_at), CAST(SUM(value) AS BIGINT), "
          "  CAST(SUM(COALESCE(recovered_amount, 0)) AS BIGINT) "
          "FROM abandoned_carts WHERE created_at >= $1 AND created_at < $2 "
          "GROUP BY created_at / 86400000 ORDER BY created_at / 86400000",
          &rows);
  totem_bind_i64(rows, 1, range.from * DAY_MS);
  totem_bind_i64(rows, 2, (range.to + 1) * DAY_MS);
  struct text answer = {0};
  struct counts total = {0};
  text_add(&answer, "{\"data\": [");
  status = add_periods(rows, &range, currency, &answer, &total);
  text_add(&answer, "], \"total\": ");
  add_row(&answer, NULL, &total, currency);
  text_add(&answer, "}");
  if (status == TOTEM_OK) return text_respond(call, 200, &answer);
  text_free(&answer);
  return status;
}
