# Building Enchufe takes a JDK (17 or newer) and make. Tests need Maven and npm too, which fetch JUnit and the official clients.

VERSION := 0.1.0
BUILD   := build
PORT    ?= 3000
JAR     := $(BUILD)/enchufe.jar

# Tools come from JAVA_HOME where it is set. --release 17: what a newer JDK builds runs on 17 too.
BIN    := $(if $(JAVA_HOME),$(JAVA_HOME)/bin/)
JAVAC  := $(BIN)javac --release 17 -encoding UTF-8 -proc:none
SHA256 := $(if $(shell command -v sha256sum 2>/dev/null),sha256sum,shasum -a 256)

# The order is fixed, so that the jar does not depend on the file system's. Folders are prerequisites as well as files: their
# time changes when a file is added or deleted.
SOURCES      := $(shell find src | LC_ALL=C sort)
JAVA_SOURCES := $(filter %.java,$(SOURCES))
RESOURCES    := $(filter-out %.java,$(shell find src -type f | LC_ALL=C sort))
TESTS        := $(shell find test/enchufe test/interop 2>/dev/null | LC_ALL=C sort)

# Where Maven and Gradle (mavenLocal) look for what was installed on this machine.
M2     ?= $(HOME)/.m2/repository
LOCAL  := $(M2)/enchufe/enchufe/$(VERSION)/enchufe-$(VERSION)
DIST   := enchufe-$(VERSION)
# Of the tests, what the README links to.
LINKED := test/bench/chart.svg test/enchufe/ArchitectureTest.java

.PHONY: help jar run test contract bench soak javadoc install dist clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

jar: $(JAR) ## build build/enchufe.jar, the whole server: module enchufe, no dependencies

run: $(JAR) ## build and start the demonstration, a chat; PORT=3000 unless set
	@PORT=$(PORT) exec $(BIN)java -jar $(JAR)

test: ## check and test everything; STEPS="unit" runs a part: lint plain reproducible dist unit node
	@MAKE='$(MAKE)' test/all $(STEPS)

contract: ## start the server with fixed behaviour that client suites run against; configured by the environment
	@exec test/contract/run

bench: ## compare speed with Node, netty-socketio and bare loops; SCENARIOS="echo" runs a part (see test/bench/run)
	@test/bench/run $(SCENARIOS)

soak: $(JAR) build/npm/installed ## let good and bad clients at the server for SECONDS=600; nothing may be lost, or kept
	@NODE_PATH=$(CURDIR)/build/npm/node_modules node test/soak/soak.js

javadoc: $(BUILD)/javadoc/index.html ## write the API's documentation to build/javadoc

install: $(JAR) $(BUILD)/javadoc/index.html ## put jar, sources, javadoc and a POM into the local Maven repository
	@mkdir -p $(dir $(LOCAL))
	@cp $(JAR) $(LOCAL).jar
	@$(BIN)jar --create --no-manifest --file $(LOCAL)-sources.jar -C src .
	@$(BIN)jar --create --no-manifest --file $(LOCAL)-javadoc.jar -C $(BUILD)/javadoc .
	@printf '<project>\n  <modelVersion>4.0.0</modelVersion>\n  <groupId>enchufe</groupId>\n  <artifactId>enchufe</artifactId>\n  <version>%s</version>\n</project>\n' \
	    $(VERSION) > $(LOCAL).pom
	@echo 'installed enchufe:enchufe:$(VERSION) in $(M2)'

# The same places as here, so that the lessons say what to type there too. The JDK's jar makes zips.
dist: $(JAR) $(BUILD)/javadoc/index.html ## write build/enchufe-VERSION.zip: jar, sources, javadoc and lessons, for use without make
	@rm -rf $(BUILD)/dist && mkdir -p $(BUILD)/dist/$(DIST)/build
	@cp $(JAR) $(BUILD)/dist/$(DIST)/build/
	@cp -R README.md examples src $(BUILD)/dist/$(DIST)/
	@for file in $(LINKED); do mkdir -p $(BUILD)/dist/$(DIST)/$${file%/*} && cp $$file $(BUILD)/dist/$(DIST)/$$file; done
	@cp -R $(BUILD)/javadoc $(BUILD)/dist/$(DIST)/
	@$(BIN)jar --create --no-manifest --file $(BUILD)/$(DIST).zip -C $(BUILD)/dist .
	@rm -rf $(BUILD)/dist
	@echo '$(BUILD)/$(DIST).zip'

clean: ## delete everything that was built
	rm -rf $(BUILD)

# Byte for byte the same when built twice: a fixed order, fixed times (--date needs JDK 17.0.3). It is written aside and then
# moved, so that a running server never reads half a jar. stringConcat=inline: StringBuilders join strings; what javac makes by
# default has the JVM spin classes for them, while a server starts.
$(JAR): $(SOURCES) Makefile
	@rm -rf $(BUILD)/classes && mkdir -p $(BUILD)/classes
	@echo 'javac src'
	@$(JAVAC) -XDstringConcat=inline --module-version $(VERSION) -d $(BUILD)/classes $(JAVA_SOURCES)
	@for file in $(RESOURCES:src/%=%); do mkdir -p $(BUILD)/classes/$${file%/*} && cp src/$$file $(BUILD)/classes/$$file; done
	@printf 'Main-Class: enchufe.demo.Demo\nImplementation-Title: Enchufe\nImplementation-Version: %s\n' $(VERSION) > $(BUILD)/manifest
	@cd $(BUILD)/classes && $(BIN)jar --create --file ../enchufe.jar.new --manifest ../manifest --date 2000-01-01T00:00:00Z \
	    $$(find * -type f | LC_ALL=C sort)
	@mv -f $(BUILD)/enchufe.jar.new $@

$(BUILD)/javadoc/index.html: $(SOURCES)
	@echo 'javadoc src'
	@$(BIN)javadoc --release 17 -encoding UTF-8 -quiet -notimestamp -d $(BUILD)/javadoc \
	    --module-source-path enchufe=src --module enchufe --show-module-contents api
	@touch $@

# What only tests need. Maven and npm fetch it once; checksums are ours to keep, beside the versions.
build/lib/verified: test/pom.xml test/jars.sha256
	@rm -rf build/lib
	@echo 'Maven fetches what tests need'
	@mvn -q -B -f test/pom.xml dependency:copy-dependencies dependency:copy < /dev/null
	@cd build/lib && $(SHA256) -c ../../test/jars.sha256
	@touch $@

build/npm/installed: test/package.json test/package-lock.json $(wildcard test/.npmrc)
	@rm -rf build/npm && mkdir -p build/npm
	@cp $^ build/npm/
	@echo 'npm fetches what tests need'
	@cd build/npm && npm ci --no-audit --no-fund < /dev/null
	@touch $@

build/tests/compiled: $(JAR) $(TESTS) build/lib/verified
	@rm -rf build/tests && mkdir -p build/tests
	@echo 'javac test'
	@$(JAVAC) -d build/tests -cp '$(JAR):build/lib/*' $(filter %.java,$(TESTS))
	@touch $@
