# The grader: kernels with probes, points, and the tests of the kit.

PROBES_OF     = $(call objects,$(wildcard grader/probes/lab$(1).c grader/probes/lab$(1)_*.c) grader/probes/main.c)
PROBE_KERNEL := $(KERNEL)-probes

# Probes run in the order in which they are written; clang keeps it unasked.
$(BUILD)/grader/%.o: CFLAGS += -Werror $(if $(IS_CLANG),,-fno-toplevel-reorder)

ifneq ($(N),)
  $(eval $(call link_kernel,$(PROBE_KERNEL),$(call PROBES_OF,$(N)) $(STAGE_OBJECTS)))
endif

# JOBS tests at the same time, where pytest-xdist is there to do it.
PYTEST := sh common/run/pytest.sh -q -p no:cacheprovider

.PHONY: probes grade run-tests
# For the grader: build both kernels of a lab and print what their names begin with.
probes: $(KERNEL).elf32 $(PROBE_KERNEL).elf32 $(VTXROM) $(DISK)
	@echo $(KERNEL)

# A grade never depends on the host: auto is tcg here.
grade:
	@sh common/run/pytest.sh -q -p no:cacheprovider --no-header --tb=no -rN grader/checks \
	   --tree $(TREE) --lab $(N) --base $(if $(wildcard solutions),solutions,own) --report \
	   --engine $(if $(filter auto,$(ENGINE)),tcg,$(ENGINE))

# Everything that several tests use is built before them, so that no two builds meet.
run-tests:
	@for n in $(NUMBERS); do \
	   $(MAKE) -s --no-print-directory lab$$n probes SOLUTION=1 && \
	   $(MAKE) -s --no-print-directory lab$$n probes BASE=solutions && \
	   $(MAKE) -s --no-print-directory lab$$n || exit 2; done >/dev/null
	@$(PYTEST) $$(sh common/run/pytest.sh --help 2>/dev/null | grep -q numprocesses && echo '-n 2') \
	   grader/tests common/run/tests common/vtxrom/tests handouts/tests
