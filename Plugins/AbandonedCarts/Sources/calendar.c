#include "calendar.h"

int64_t day_of_time(int64_t milliseconds) {
  int64_t day = milliseconds / DAY_MS;
  return milliseconds % DAY_MS < 0 ? day - 1 : day;
}

// Years begin in March here, so that the day that some years have more is the last of them; 400 of them are an era, all of equal
// length. After 1600-03-01, which is before all that a shop asks for.
enum { ERA_DAYS = 146097, DAYS_FROM_1600_TO_1970 = 135080 };

int64_t day_of_date(struct date date) {
  int64_t year = date.year - (date.month <= 2 ? 1 : 0) - 1600;
  int64_t month = date.month <= 2 ? date.month + 9 : date.month - 3;
  return year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + date.day - 1 - DAYS_FROM_1600_TO_1970;
}

struct date date_of_day(int64_t day) {
  int64_t since = day + DAYS_FROM_1600_TO_1970;
  int64_t era = since / ERA_DAYS, in_era = since % ERA_DAYS;
  int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
  int64_t month = (5 * in_year + 2) / 153;
  return (struct date){
    .year = (int)(1600 + era * 400 + year + (month >= 10 ? 1 : 0)),
    .month = (int)(month < 10 ? month + 3 : month - 9),
    .day = (int)(in_year - (153 * month + 2) / 5 + 1),
  };
}

static bool read_number(const char *digits, int count, int *number) {
  *number = 0;
  for (int i = 0; i < count; i++) {
    if (digits[i] < '0' || digits[i] > '9') return false;
    *number = *number * 10 + (digits[i] - '0');
  }
  return true;
}

bool read_day(totem_str text, int64_t *day) {
  struct date date;
  if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-') return false;
  if (!read_number(text.ptr, 4, &date.year) || !read_number(text.ptr + 5, 2, &date.month)) return false;
  if (!read_number(text.ptr + 8, 2, &date.day) || date.year < 1970 || date.month < 1 || date.month > 12) return false;
  // A day that there is comes back as it was.
  *day = day_of_date(date);
  struct date same = date_of_day(*day);
  return same.year == date.year && same.month == date.month && same.day == date.day;
}

int64_t period_start(enum period period, int64_t day) {
  struct date date;
  switch (period) {
    case PERIOD_DAY: return day;
    case PERIOD_WEEK: return day - (day + 3) % 7;  // 1970-01-01 was a Thursday
    case PERIOD_MONTH:
      date = date_of_day(day);
      date.day = 1;
      return day_of_date(date);
  }
  return day;
}

int64_t next_period(enum period period, int64_t start) {
  // No period is longer than 31 days, and none that is shorter begins within that of the next.
  return period == PERIOD_DAY ? start + 1 : period == PERIOD_WEEK ? start + 7 : period_start(PERIOD_MONTH, start + 31);
}
