# make run      a shop to try, on http://127.0.0.1:8080
# make test     everything that CI runs
# make fuzz     a hostile plugin process for ten minutes
# make build    a release build, with the shipped plugins in .build/release/plugins
# make abi      writes what follows from totem_plugin.h
# make install  PREFIX=/usr/local: bin, lib/totem/plugins, include, systemd unit, completions
PREFIX ?= /usr/local
BUILD := .build/release
# The tests that run a second time with each plugin in a process of its own.
ISOLATED := 'TotemPluginHostTests|CouponsTests|ReviewsTests|WishlistsTests|SegmentsTests|ShippingTests|TaxesTests|GiftCardsTests|StripePaymentsTests|AbandonedCartsTests|PluginsWhileSellingTests|PricedOrdersTests|PluginAnswerTests'
SOURCES := Sources Plugins Tests examples/hello-swift/Sources Package.swift

.PHONY: run test fuzz build install setup lint abi clean

run: build
	scripts/run

test: setup lint
	swift build --build-tests
	swift build --package-path examples/hello-swift
	swift run --skip-build totem-abi --check
	scripts/run-tests
	TOTEM_TEST_ISOLATION=process scripts/run-tests --filter $(ISOLATED)
	scripts/with-postgres scripts/run-tests

# A hostile child for as long as SECONDS says.
SECONDS ?= 600
fuzz:
	swift build --build-tests
	TOTEM_FUZZ_SECONDS=$(SECONDS) swift test --skip-build --filter ProcessBorderTests.fuzz

build: setup
	swift build -c release
	scripts/assemble-plugins $(BUILD)

install:
	@test -x $(BUILD)/totemd || { echo "make install: nothing is built; run make build first" >&2; exit 1; }
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/totem/plugins $(DESTDIR)$(PREFIX)/include \
	  $(DESTDIR)$(PREFIX)/lib/systemd/system $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 755 $(BUILD)/totem $(BUILD)/totemd $(BUILD)/totem-bench $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BUILD)/libBenchPlugin.so $(BUILD)/libBenchKitPlugin.so $(BUILD)/totem-plugin-child $(DESTDIR)$(PREFIX)/lib/totem
	cp -R $(BUILD)/plugins/. $(DESTDIR)$(PREFIX)/lib/totem/plugins
	install -m 644 Sources/CTotem/include/totem_plugin.h Sources/CTotem/rust/totem_plugin.rs $(DESTDIR)$(PREFIX)/include
	sed 's|@PREFIX@|$(PREFIX)|' scripts/totemd.service > $(DESTDIR)$(PREFIX)/lib/systemd/system/totemd.service
	$(BUILD)/totem --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/totem

setup:
	@scripts/setup

abi:
	swift run totem-abi

lint:
	swift format lint --strict -r -p $(SOURCES)

clean:
	swift package clean
