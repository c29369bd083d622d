/* The case of simulation_case.py as a person who wants speed would write it in C: one pass over the draws, every line
   fused, certain growth raised once, drawn growth by Horner's rule; and the table of results by selection instead of
   sorting. Compiled by against_c.py, which proves the figures equal to those of the suite. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK 512
#define ALTERNATIVES 3
#define YEARS 10

typedef struct {
    const double *first, *second, *growth; /* draws, or NULL where certain */
    double constant;                       /* product of the certain factors */
    double factor;                         /* sum of discounted growth where growth is certain */
    int alternative, is_cost;
} Line;

/* Present value of costs and benefits and the flow of year 0 of each alternative, each [ALTERNATIVES][stride]. */
void evaluate(const Line *lines, int count, const double *discount, long draws, long offset, long stride,
              double *costs, double *benefits, double *first_costs, double *first_benefits)
{
    double amount[CHUNK], value[CHUNK];
    for (long start = 0; start < draws; start += CHUNK) {
        int n = draws - start < CHUNK ? (int)(draws - start) : CHUNK;
        for (int a = 0; a < ALTERNATIVES; a++) {
            size_t place = (size_t)a * stride + offset + start, bytes = n * sizeof(double);
            memset(costs + place, 0, bytes), memset(benefits + place, 0, bytes);
            memset(first_costs + place, 0, bytes), memset(first_benefits + place, 0, bytes);
        }
        for (int k = 0; k < count; k++) {
            const Line *l = lines + k;
            for (int i = 0; i < n; i++) amount[i] = l->constant;
            if (l->first) for (int i = 0; i < n; i++) amount[i] *= l->first[start + i];
            if (l->second) for (int i = 0; i < n; i++) amount[i] *= l->second[start + i];
            if (l->growth) {
                for (int i = 0; i < n; i++) {
                    double base = 1.0 + l->growth[start + i], total = discount[YEARS - 1];
                    for (int t = YEARS - 2; t >= 0; t--) total = total * base + discount[t];
                    value[i] = amount[i] * total;
                }
            } else for (int i = 0; i < n; i++) value[i] = amount[i] * l->factor;
            size_t place = (size_t)l->alternative * stride + offset + start;
            double *whole = (l->is_cost ? costs : benefits) + place;
            double *year0 = (l->is_cost ? first_costs : first_benefits) + place;
            for (int i = 0; i < n; i++) whole[i] += value[i], year0[i] += amount[i];
        }
    }
}

/* Puts the k-th smallest of x[lo..hi] at place k, smaller ones before it, larger ones behind it. */
static void choose(double *x, long lo, long hi, long k)
{
    while (hi > lo) {
        long middle = lo + (hi - lo) / 2;
        double a = x[lo], b = x[middle], c = x[hi];
        double pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        long i = lo, j = hi;
        while (i <= j) {
            while (x[i] < pivot) i++;
            while (x[j] > pivot) j--;
            if (i <= j) { double t = x[i]; x[i] = x[j]; x[j] = t; i++; j--; }
        }
        if (k <= j) hi = j; else if (k >= i) lo = i; else return;
    }
}

static void percentiles(double *x, long n, double out[3])
{
    const double level[3] = {0.05, 0.5, 0.95};
    long from = 0;
    for (int p = 0; p < 3; p++) {
        double place = level[p] * (n - 1);
        long low = (long)floor(place);
        choose(x, from, n - 1, low);
        double next = x[low];
        if (low + 1 < n) {
            next = x[low + 1];
            for (long i = low + 2; i < n; i++) if (x[i] < next) next = x[i];
        }
        out[p] = x[low] + (next - x[low]) * (place - low);
        from = low;
    }
}

static double spread(const double *x, int n)
{
    double mean = 0, square = 0;
    for (int i = 0; i < n; i++) mean += x[i] / n;
    for (int i = 0; i < n; i++) square += (x[i] - mean) * (x[i] - mean);
    return n > 1 ? sqrt(square / (n - 1)) / sqrt(n) : 0.0;
}

static void moments(const double *x, long n, double *mean, double *sd)
{
    double total = 0, square = 0;
    for (long i = 0; i < n; i++) total += x[i];
    *mean = total / n;
    for (long i = 0; i < n; i++) square += (x[i] - *mean) * (x[i] - *mean);
    *sd = n > 1 ? sqrt(square / (n - 1)) : 0.0;
}

/* mean, sd, p05, p50, p95, place of the central value, and the error of each: out[12]; NaN is left out and has no error.
   work holds n numbers. Returns the number of draws in which the criterion does not exist. */
long summarise(const double *x, long n, int replicates, double central, double *work, double *out)
{
    long kept = 0;
    for (long i = 0; i < n; i++) if (!isnan(x[i])) work[kept++] = x[i];
    for (int i = 0; i < 12; i++) out[i] = NAN;
    if (!kept) return n;
    double part[6][64];
    int parts = kept < n ? 0 : replicates;
    long each = parts ? n / parts : 0;
    moments(work, kept, out, out + 1);
    double below = 0;
    for (int r = 0; r < parts; r++) {
        double *mine = work + r * each, here = 0, p[3];
        moments(mine, each, &part[0][r], &part[1][r]);
        for (long i = 0; i < each; i++) here += (mine[i] < central) + 0.5 * (mine[i] == central);
        part[5][r] = here / each, below += here;
        percentiles(mine, each, p);
        for (int k = 0; k < 3; k++) part[2 + k][r] = p[k];
    }
    if (!parts) for (long i = 0; i < kept; i++) below += (work[i] < central) + 0.5 * (work[i] == central);
    out[5] = isnan(central) ? NAN : below / kept;
    percentiles(work, kept, out + 2);
    for (int k = 0; k < 6 && parts; k++) out[6 + k] = spread(part[k], parts);
    if (isnan(central)) out[11] = NAN;
    return n - kept;
}
