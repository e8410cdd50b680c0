// Written by `make abi` from totem_plugin.h. How the structs that cross the border of a process are written and read.
#pragma once

#include <totem_channel.h>
#include <totem_plugin.h>

// Differs wherever the two sides would not understand each other.
#define TOTEM_MARSHAL_CHECKSUM UINT64_C(4274974999318887996)

// The functions of totem_host by their places.
enum {
  TOTEM_ASK_ON = 0,
  TOTEM_ASK_ROUTE = 1,
  TOTEM_ASK_FAIL_START = 2,
  TOTEM_ASK_EXTENSION = 3,
  TOTEM_ASK_INSTANCE_LOG = 4,
  TOTEM_ASK_INSTANCE_IS_ON = 5,
  TOTEM_ASK_PROBLEM = 6,
  TOTEM_ASK_VETO_FIELD = 7,
  TOTEM_ASK_FAIL = 8,
  TOTEM_ASK_LAST_ERROR = 9,
  TOTEM_ASK_CLAIM = 10,
  TOTEM_ASK_ADD_DISCOUNT = 11,
  TOTEM_ASK_SET_METADATA = 12,
  TOTEM_ASK_PARAM = 13,
  TOTEM_ASK_PARAM_I64 = 14,
  TOTEM_ASK_QUERY = 15,
  TOTEM_ASK_QUERY_I64 = 16,
  TOTEM_ASK_BODY_FIELDS = 17,
  TOTEM_ASK_BODY_KIND = 18,
  TOTEM_ASK_BODY_STR = 19,
  TOTEM_ASK_BODY_I64 = 20,
  TOTEM_ASK_BODY_BOOL = 21,
  TOTEM_ASK_BODY_TIME = 22,
  TOTEM_ASK_BODY_COUNT = 23,
  TOTEM_ASK_PAGE_READ = 24,
  TOTEM_ASK_RESPOND = 25,
  TOTEM_ASK_RESPOND_ROW = 26,
  TOTEM_ASK_RESPOND_PAGE = 27,
  TOTEM_ASK_PREPARE = 28,
  TOTEM_ASK_BIND_NULL = 29,
  TOTEM_ASK_BIND_I64 = 30,
  TOTEM_ASK_BIND_F64 = 31,
  TOTEM_ASK_BIND_STR = 32,
  TOTEM_ASK_BIND_BLOB = 33,
  TOTEM_ASK_STEP = 34,
  TOTEM_ASK_RESET = 35,
  TOTEM_ASK_CHANGES = 36,
  TOTEM_ASK_COLUMN_COUNT = 37,
  TOTEM_ASK_COLUMN_KIND = 38,
  TOTEM_ASK_COLUMN_I64 = 39,
  TOTEM_ASK_COLUMN_F64 = 40,
  TOTEM_ASK_COLUMN_STR = 41,
  TOTEM_ASK_SETTING_KIND = 42,
  TOTEM_ASK_SETTING_STR = 43,
  TOTEM_ASK_SETTING_I64 = 44,
  TOTEM_ASK_SETTING_F64 = 45,
  TOTEM_ASK_SETTING_BOOL = 46,
  TOTEM_ASK_NOW = 47,
  TOTEM_ASK_LOG = 48,
  TOTEM_ASK_SET_QUANTITY = 49,
  TOTEM_ASK_SET_PROPERTIES = 50,
  TOTEM_ASK_ALLOCATE = 51,
  TOTEM_ASK_BACKORDER = 52,
  TOTEM_ASK_HIDE_METHOD = 53,
  TOTEM_ASK_RANK_METHOD = 54,
  TOTEM_ASK_CHANGE_PRICE = 55,
  TOTEM_ASK_ADD_RATE = 56,
  TOTEM_ASK_ADD_FEE = 57,
  TOTEM_ASK_ADD_TAX = 58,
  TOTEM_ASK_ADD_TENDER = 59,
  TOTEM_ASK_JOB = 60,
  TOTEM_ASK_ENQUEUE = 61,
  TOTEM_ASK_CHECKPOINT = 62,
  TOTEM_ASK_TRANSACTION = 63,
  TOTEM_ASK_HTTP = 64,
  TOTEM_ASK_REMAINING = 65,
  TOTEM_ASK_EXTEND = 66,
  TOTEM_ASK_TOUCH = 67,
  TOTEM_ASK_ADD_AUDIENCE = 68,
  TOTEM_ASK_IN_AUDIENCE = 69,
  TOTEM_ASK_READ = 70,
  TOTEM_ASK_METADATA = 71,
  TOTEM_ASK_PUT_METADATA = 72,
  TOTEM_ASK_ADJUST_STOCK = 73,
  TOTEM_ASK_ADD_NOTE = 74,
  TOTEM_ASK_HOLD = 75,
  TOTEM_ASK_RELEASE = 76,
  TOTEM_ASK_MOVE = 77,
  TOTEM_ASK_REFUND = 78,
  TOTEM_ASK_FULFIL = 79,
  TOTEM_ASK_SERVICE = 80,
  TOTEM_ASK_SERVICE_ROLE = 81,
  TOTEM_ASK_DEFINE_HOOK = 82,
  TOTEM_ASK_ON_OWN = 83,
  TOTEM_ASK_INVOKE = 84,
  TOTEM_ASK_FIRE = 85,
  TOTEM_ASK_KEEP = 86,
  TOTEM_ASK_SET_NUMBER = 87,
  TOTEM_ASK_REQUEST_HEADER = 88,
  TOTEM_ASK_RESPOND_BYTES = 89,
  TOTEM_ASK_REDIRECT = 90,
  TOTEM_ASK_PAYMENT_PROVIDER = 91,
  TOTEM_ASK_ANSWER_PAYMENT = 92,
  TOTEM_ASK_PAYMENT_CHANGED = 93,
  TOTEM_ASK_PUT_LINE = 94,
  TOTEM_ASK_DROP_LINE = 95,
  TOTEM_ASK_CREATE_ORDER = 96,
  TOTEM_ASK_PRICE_ORDER = 97,
  TOTEM_ASK_PUT_QUOTE = 98,
  TOTEM_ASK_QUOTE = 99,
  TOTEM_ASK_CHANGE_CUSTOMER = 100,
  TOTEM_ASK_PUT_ADDRESS = 101,
  TOTEM_ASK_REMOVE_ADDRESS = 102,
  TOTEM_ASK_SET_COLUMN = 103,
  TOTEM_ASK_SORTED_PAGE_READ = 104,
  TOTEM_ASK_RESPOND_SORTED_PAGE = 105,
  TOTEM_ASK_FOUND = 106,
  TOTEM_ASK_ADD_ITEM = 107,
  TOTEM_ASK_CREATE_CART = 108,
  TOTEM_ASK_CLOSE = 109,
  TOTEM_ASK_KEEP_ROWS = 110,
  TOTEM_ASK_STEP_AT_COMMIT = 111,
  TOTEM_ASK_SPREAD_DISCOUNT = 112,
  TOTEM_ASK_SCALE_PRICES = 113,
  TOTEM_ASK_ADD_FLAGS = 114,
  TOTEM_ASK_CLAIM_AS = 115,
  TOTEM_ASK_FIND_CART = 116,
  TOTEM_ASK_HMAC_SHA256 = 117,
  TOTEM_ASK_CANNOT_SHIP = 118,
  TOTEM_ASK_EMIT = 119,
  TOTEM_ASK_LOCK = 120,
};

void totem_pack_discount(totem_end *, const totem_discount *);
totem_discount *totem_unpack_discount(totem_end *);

void totem_pack_page(totem_end *, const totem_page *);
totem_page *totem_unpack_page(totem_end *);

void totem_pack_price_change(totem_end *, const totem_price_change *);
totem_price_change *totem_unpack_price_change(totem_end *);

void totem_pack_rate(totem_end *, const totem_rate *);
totem_rate *totem_unpack_rate(totem_end *);

void totem_pack_fee(totem_end *, const totem_fee *);
totem_fee *totem_unpack_fee(totem_end *);

void totem_pack_tax(totem_end *, const totem_tax *);
totem_tax *totem_unpack_tax(totem_end *);

void totem_pack_tender(totem_end *, const totem_tender *);
totem_tender *totem_unpack_tender(totem_end *);

void totem_pack_header(totem_end *, const totem_header *);
totem_header *totem_unpack_header(totem_end *);

void totem_pack_http_request(totem_end *, const totem_http_request *);
totem_http_request *totem_unpack_http_request(totem_end *);

void totem_pack_http_response(totem_end *, const totem_http_response *);
totem_http_response *totem_unpack_http_response(totem_end *);

void totem_pack_stock_change(totem_end *, const totem_stock_change *);
totem_stock_change *totem_unpack_stock_change(totem_end *);

void totem_pack_refund_line(totem_end *, const totem_refund_line *);
totem_refund_line *totem_unpack_refund_line(totem_end *);

void totem_pack_new_refund(totem_end *, const totem_new_refund *);
totem_new_refund *totem_unpack_new_refund(totem_end *);

void totem_pack_units(totem_end *, const totem_units *);
totem_units *totem_unpack_units(totem_end *);

void totem_pack_new_fulfilment(totem_end *, const totem_new_fulfilment *);
totem_new_fulfilment *totem_unpack_new_fulfilment(totem_end *);

void totem_pack_payment_answer(totem_end *, const totem_payment_answer *);
totem_payment_answer *totem_unpack_payment_answer(totem_end *);

void totem_pack_new_line(totem_end *, const totem_new_line *);
totem_new_line *totem_unpack_new_line(totem_end *);

void totem_pack_customer_edit(totem_end *, const totem_customer_edit *);
totem_customer_edit *totem_unpack_customer_edit(totem_end *);

void totem_pack_address(totem_end *, const totem_address *);
totem_address *totem_unpack_address(totem_end *);

void totem_pack_sorted_page(totem_end *, const totem_sorted_page *);
totem_sorted_page *totem_unpack_sorted_page(totem_end *);

void totem_pack_new_item(totem_end *, const totem_new_item *);
totem_new_item *totem_unpack_new_item(totem_end *);

void totem_pack_price_scale(totem_end *, const totem_price_scale *);
totem_price_scale *totem_unpack_price_scale(totem_end *);
