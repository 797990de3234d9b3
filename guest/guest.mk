# Guest programs: guest/NAME.asm or all of guest/NAME/ become $(BUILD)/sbin/NAME, an ELF64 executable.

GUEST_NAMES := $(sort $(patsubst guest/%.asm,%,$(wildcard guest/*.asm)) \
                      $(patsubst guest/%/,%,$(wildcard guest/*/)))
GUESTS      := $(addprefix $(BUILD)/sbin/,$(GUEST_NAMES))

GUEST_LDFLAGS := -nostdlib -static -z noexecstack -z max-page-size=4096 --build-id=none

$(BUILD)/guest/%.o: CFLAGS += -Werror

# A guest is one segment, code and data together: newer linkers of GNU warn of it, others do not know the option.
RWX_IS_MEANT := $$($(LD) --help | sed -n 's/^ *\(--no-warn-rwx-segments\).*/\1/p')

# NAME.elf keeps the symbols for GDB, NAME goes to the disk without them.
define link_guest
$(BUILD)/sbin/$(1).elf: $(call objects,$(wildcard guest/$(1).asm guest/$(1)/*.asm guest/$(1)/*.c)) \
                         guest/guest.ld
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$$(Q)$$(LD) $(GUEST_LDFLAGS) $$(RWX_IS_MEANT) -T guest/guest.ld $$(filter %.o,$$^) -o $$@
$(BUILD)/sbin/$(1): $(BUILD)/sbin/$(1).elf
	$$(Q)$$(OBJCOPY) --strip-all $$< $$@
endef
$(foreach g,$(GUEST_NAMES),$(eval $(call link_guest,$(g))))
