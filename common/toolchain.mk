# Compiler, linker, objcopy. On an x86-64 Linux its own gcc, without asking anybody; everywhere else what
# common/run/toolchain.sh finds. TOOLCHAIN=clang or TOOLCHAIN=gcc asks for one of them.

TOOLCHAIN  ?= auto
TOOLCHAINS := auto gcc clang
ifeq ($(filter $(TOOLCHAINS),$(TOOLCHAIN)),)
  $(error there is no toolchain '$(TOOLCHAIN)'; there are: $(TOOLCHAINS))
endif

NATIVE := $(and $(findstring x86_64,$(MAKE_HOST)),$(findstring linux,$(MAKE_HOST)),$(filter-out clang,$(TOOLCHAIN)))
ifneq ($(and $(NATIVE),$(call on_path,gcc)),)
  FOUND := gcc ld objcopy
else
  FOUND := $(shell sh common/run/toolchain.sh $(TOOLCHAIN))
endif
# Nothing found: goals.mk names what is missing.
CC       := $(or $(word 1,$(FOUND)),$(if $(filter clang,$(TOOLCHAIN)),clang,gcc))
LD       := $(or $(word 2,$(FOUND)),$(if $(filter clang,$(TOOLCHAIN)),ld.lld,ld))
OBJCOPY  := $(or $(word 3,$(FOUND)),$(if $(filter clang,$(TOOLCHAIN)),llvm-objcopy,objcopy))
IS_CLANG := $(findstring clang,$(CC))

# Written anew when the compiler is another one than last time: then every object is made anew.
COMPILER_MARK := $(BUILD)/compiler
define mark_compiler
  ifneq ($$(file <$(COMPILER_MARK)),$(CC))
    $$(shell mkdir -p $(BUILD))
    $$(file >$(COMPILER_MARK),$(CC))
  endif
endef
