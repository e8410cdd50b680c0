// Days as numbers from 1970-01-01 in UTC, and as dates of the Gregorian calendar.
#ifndef CALENDAR_H
#define CALENDAR_H

#include "totem_plugin.h"

#define DAY_MS INT64_C(86400000)

struct date {
  int year;
  int month;  // from 1
  int day;    // from 1
};

// Whose first days begin the rows of a report. Weeks begin on Mondays.
enum period { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH };

int64_t day_of_time(int64_t milliseconds);
struct date date_of_day(int64_t day);
int64_t day_of_date(struct date date);

// Reads "2026-11-24". False when it is no day that there is.
bool read_day(totem_str text, int64_t *day);

// The first day of the period that a day is in, and of the one after it.
int64_t period_start(enum period period, int64_t day);
int64_t next_period(enum period period, int64_t start);

#endif
