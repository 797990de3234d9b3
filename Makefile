# vmxlab
BUILD := build
NASM ?= nasm
OBJCOPY ?= objcopy
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-8s %s\n' '$(1)' '$(2)')

all:
include common/rules.mk
-include common/vtxrom/rom.mk
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
