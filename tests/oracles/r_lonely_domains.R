# Makes r_lonely_domains.json: Rscript r_lonely_domains.R > r_lonely_domains.json
# Domains in designs with lonely strata, under each rule of survey.lonely.psu; a row of strata is recorded, audited,
# population, weight.
suppressMessages(library(survey))
cases <- list(
  issue = list(strata=rbind(c(0,1,30,30),c(41,50,700,700),c(22,35,400,400)), k=c(0,20,10), n=c(0,25,15)),
  lonely_present = list(strata=rbind(c(1,1,30,30),c(40,50,500,60),c(45,50,1000,40),c(30,40,400,50)), k=c(1,12,9,10), n=c(1,16,10,14))
)
set.seed(2018)
i <- 0
while (i < 7) {
  i <- i + 1
  H <- sample(3:6, 1)
  n <- sample(4:40, H, TRUE); n[1] <- 1; if (i %% 2 == 0) n[2] <- 1
  N <- n * sample(2:12, H, TRUE); if (i %in% c(3, 6)) N[H] <- n[H]
  w <- N * sample(1:4, H, TRUE)
  r <- rbinom(H, n, 0.8)
  dn <- sapply(n, function(x) sample(0:x, 1)); dk <- integer(H)
  dn[1] <- if (i %in% c(1, 2, 4, 6)) 0 else 1
  dn[H] <- min(dn[H], n[H]); if (i %in% c(2, 5)) dn[3] <- 0
  for (h in 1:H) { # which records of the stratum belong to the domain
    pick <- sample(c(rep(1, r[h]), rep(0, n[h] - r[h])))
    dk[h] <- if (dn[h] > 0) sum(pick[seq_len(dn[h])]) else 0
  }
  cases[[paste0("random_", i)]] <- list(strata=cbind(r, n, N, w), k=dk, n=dn)
}
num <- function(x) sprintf("%.15g", x)
vec <- function(x) paste0("[", paste(num(x), collapse=", "), "]")
out <- c()
for (name in names(cases)) {
  one <- cases[[name]]; s <- one$strata
  rows <- do.call(rbind, lapply(seq_len(nrow(s)), function(h) {
    k <- one$k[h]; m <- one$n[h]
    y <- c(rep(1, k), rep(0, m - k), rep(1, s[h,1] - k), rep(0, s[h,2] - m - (s[h,1] - k)))
    data.frame(h=h, y=y, d=c(rep(1, m), rep(0, s[h,2] - m)), N=s[h,3], w=s[h,4] / s[h,2])
  }))
  got <- c()
  for (rule in c("remove", "certainty", "adjust", "average")) {
    options(survey.lonely.psu=rule)
    design <- suppressWarnings(svydesign(ids=~1, strata=~h, fpc=~N, weights=~w, data=rows))
    part <- subset(design, d == 1)
    m <- suppressWarnings(svymean(~y, part))
    by <- suppressWarnings(svyby(~y, ~d, design, svymean, covmat=TRUE, influence=TRUE))
    con <- svycontrast(by, c(-1, 1))
    got <- c(got, sprintf('"%s": {"n": %d, "degf": %d, "est": %s, "se": %s, "contrast": {"est": %s, "se": %s}}', rule, nrow(part), degf(part), num(coef(m)), num(SE(m)), num(coef(con)), num(SE(con))))
  }
  out <- c(out, sprintf('  "%s": {"strata": [%s], "recorded": %s, "audited": %s, "rules": {%s}}', name,
    paste(apply(s, 1, vec), collapse=", "), vec(one$k), vec(one$n), paste(got, collapse=", ")))
}
cat("{\n", paste(out, collapse=",\n"), "\n}\n", sep="")
