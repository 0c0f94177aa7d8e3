# The same estimates by R survey: strata, finite populations, one row a primary sampling unit.
suppressPackageStartupMessages(library(survey))
folder <- commandArgs(trailingOnly = TRUE)[1]
held <- function(name) {
  path <- file.path(folder, paste0(name, ".int32"))
  readBin(path, "integer", n = file.size(path) / 4)
}
rows <- data.frame(force = held("force"), recorded = held("recorded"), population = held("population"))
rows$group <- rows$force * 10L + held("stratum")
start <- proc.time()[["elapsed"]]
design <- svydesign(ids = ~1, strata = ~group, fpc = ~population, data = rows)
whole <- svymean(~recorded, design)
parts <- svyby(~recorded, ~force, design, svymean, keep.var = TRUE)
invisible(list(confint(whole), confint(parts)))
seconds <- proc.time()[["elapsed"]] - start
rates <- c(
  sprintf('"overall": [%.17g, %.17g]', coef(whole), SE(whole)),
  sprintf('"%d": [%.17g, %.17g]', parts$force, coef(parts), SE(parts))
)
cat(sprintf('{"rates": {%s}, "seconds": %.3f}\n', paste(rates, collapse = ", "), seconds))
