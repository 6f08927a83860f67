# Makes shuttle.csv, byte for byte the same each time:
#
#   Rscript make-shuttle.R > shuttle.csv        (R 3.6 or newer with the package mlbench; Debian: r-cran-mlbench)
library(mlbench)
data(Shuttle)

# Rows kept of each class, in the original 58,000. The two classes with 10 and 13 rows are left out: three splits of them say nothing.
# The three large ones are thinned, so that the file stays small and a full training takes seconds.
keep <- c(Rad.Flow = 4000, High = 1500, Bypass = 800, Fpv.Open = 171, Fpv.Close = 50)
# The original draws from all rows without an order that matters, so any random rows of a class stand for it.
suppressWarnings(RNGversion("3.6.0"))
set.seed(20)

picked <- data.frame()
for (class in names(keep)) {
  rows <- sample(which(Shuttle$Class == class), keep[[class]])
  # 60 % train, 20 % val, 20 % test within each class.
  n <- length(rows)
  split <- rep(c("train", "val", "test"), c(n - 2 * round(n / 5), round(n / 5), round(n / 5)))
  picked <- rbind(picked, data.frame(row = rows, split = split))
}
picked <- picked[order(picked$row), ]

out <- Shuttle[picked$row, ]
# R has put a dot for the space in the names of the set.
out$Class <- gsub(".", " ", as.character(out$Class), fixed = TRUE)
names(out) <- c(paste0("v", 1:9), "class")
write.csv(cbind(out, split = picked$split), stdout(), row.names = FALSE, quote = FALSE)
