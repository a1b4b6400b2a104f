// Reading and writing halves, and comparing 64 screen values with thresholds, by AVX-512; for the kernels of all sets that have it.
// Included once a file, inside of its target.
#define SIM_JOINED_REACH2(isa) sim_reach_mask_##isa
#define SIM_JOINED_REACH(isa) SIM_JOINED_REACH2(isa)
#define SIM_REACH_MASK SIM_JOINED_REACH(SIM_ISA)

#define SIM_MAP_ROWS 8  // one register a row, where narrower ones take two

#define SIM_HALVES_TO_FLOATS(v) ((float8)_mm256_cvtph_ps((__m128i)(v)))
#define SIM_FLOATS_TO_HALVES(v) ((half8)_mm256_cvtps_ph((__m256)(v), _MM_FROUND_TO_NEAREST_INT))

typedef float sim_spin_vector __attribute__((ext_vector_type(16)));

static inline sim_spin_vector sim_spin_step(
    sim_spin_vector x, sim_spin_vector factor, sim_spin_vector addend) {
  return (sim_spin_vector)_mm512_fmadd_ps((__m512)x, (__m512)factor, (__m512)addend);
}

static inline uint64_t SIM_REACH_MASK(
    const sim_reach *reach, const float *values, size_t j, float threshold) {
  const __m512 row_threshold = _mm512_set1_ps(threshold), offset = _mm512_set1_ps(reach->offset);
  const __m512 slack = _mm512_set1_ps(reach->slack);
  uint64_t mask = 0;
  for (size_t b = 0; b < 64; b += 16) {
    __m512 u = _mm512_add_ps(_mm512_loadu_ps(values + j + b), offset);
    if (reach->offsets) u = _mm512_add_ps(u, _mm512_loadu_ps(reach->offsets + j + b));
    if (reach->norms) u = _mm512_fmadd_ps(slack, _mm512_loadu_ps(reach->norms + j + b), u);
    __m512 limit = row_threshold;
    if (reach->thresholds) {
      limit = _mm512_min_ps(limit, _mm512_loadu_ps(reach->thresholds + j + b));
    }
    mask |= (uint64_t)_mm512_cmp_ps_mask(u, limit, _CMP_GE_OQ) << b;
  }
  return mask;
}
