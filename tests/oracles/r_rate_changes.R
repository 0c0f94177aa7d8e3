# Makes r_rate_changes.json: Rscript r_rate_changes.R > r_rate_changes.json
# The rule of docs/methods.md, "The test behind every verdict", written anew with pbeta and uniroot. A rate is
# c(rate, units below, units above, fraction drawn below, fraction drawn above).
tail_of <- function(p, m, f, u) { n <- m * (1 - f); if (p >= 0.5) { s <- 1 - u; k <- n * (1 - p) } else { s <- u; k <- n * p + 1 }
  c1 <- max(1e-300, 1 - (1 - s) * (1 - f)); room <- n * s / c1 - k + 1
  if (p >= 0.5) (if (k <= 0) 1 else if (room <= 0) 0 else pbeta(c1, k, room)) else (if (room <= 0) 1 else pbeta(c1, k, room, lower.tail = FALSE)) }
upper <- function(p, m, f, z) { if (p == 1 || is.infinite(m)) return(p)
  g <- function(u) tail_of(p, m, f, u) - pnorm(-z); if (g(1) >= 0) return(1); if (g(p) <= 0) return(p)
  uniroot(g, c(p, 1), tol = 1e-15, maxiter = 10000)$root }
lower <- function(p, m, f, z) 1 - upper(1 - p, m, f, z)
ends <- function(a, z) c(lower(a[1], a[2], a[4], z), upper(a[1], a[3], a[5], z))
interval <- function(a, b, z) { e1 <- ends(a, z); e0 <- ends(b, z); d <- a[1] - b[1]
  c(d - sqrt((a[1] - e1[1])^2 + (e0[2] - b[1])^2), d + sqrt((e1[2] - a[1])^2 + (b[1] - e0[1])^2)) }
score <- function(a, b, null = 0) { d <- a[1] - b[1] - null; side <- if (d > 0) 1 else 2
  sign(d) * uniroot(function(z) abs(interval(a, b, z)[side] - null) * sign((interval(a, b, z)[side] - null) * sign(d)), c(1e-9, 8), tol = 1e-14, maxiter = 10000)$root }
by_error <- function(p, s) c(p, p * (1 - p) / s^2, p * (1 - p) / s^2, 0, 0)
by_count <- function(k, n) c(k / n, n, n, 0, 0)
cases <- list(
  overall_2018 = list(by_error(.841, .0171 / 1.96), by_error(.758, .0194 / 1.96)),
  violence_2018 = list(by_error(.789, .0272 / 1.96), by_error(.658, .0325 / 1.96)),
  sexual_2018 = list(by_error(.878, .0263 / 1.96), by_error(.794, .038976 / 1.96)),
  counts = list(by_count(84, 93), by_count(60, 80)),
  all_recorded = list(by_count(40, 40), by_error(.794, .013)),
  few = list(by_count(3, 5), by_count(1, 12)),
  fall = list(by_count(10, 40), by_count(29, 60)),
  finite = list(c(.9, 120, 140, .3, .35), c(.8, 70, 75, .5, .45)),
  finite_low = list(c(.05, 60, 80, .2, .25), c(.2, 90, 95, .1, .12)))
num <- function(x) sprintf("%.15g", x); vec <- function(x) paste0("[", paste(num(x), collapse = ", "), "]")
out <- sapply(names(cases), function(name) { a <- cases[[name]][[1]]; b <- cases[[name]][[2]]; z <- score(a, b)
  sprintf('  "%s": {"now": %s, "before": %s, "interval95": %s, "score": %s, "p": %s, "not_worse_2_points": %s}', name, vec(a), vec(b),
    vec(interval(a, b, qnorm(.975))), num(z), num(2 * pnorm(-abs(z))), num(pnorm(-score(a, b, -.02)))) })
cat("{\n", paste(out, collapse = ",\n"), "\n}\n", sep = "")
