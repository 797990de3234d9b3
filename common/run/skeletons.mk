# labs/ from solutions/.

.PHONY: skeletons check-skeletons
skeletons:
	@$(PYTHON) common/run/skeletons.py write $(if $(FORCE),--force)

check-skeletons:
	@$(PYTHON) common/run/skeletons.py check
