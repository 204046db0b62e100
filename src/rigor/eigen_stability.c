/* On which side of the imaginary axis eigenvalues lie. */
#include <collapsar/eigen.h>

void col_eigen_half_planes(col_half_planes *out, const arb_mat_t matrix, slong precision)
{
    *out = (col_half_planes){.undecided = arb_mat_nrows(matrix)};
    col_spectrum spectrum;
    col_spectrum_init(&spectrum);
    if (col_eigen_real(&spectrum, matrix, precision)) {
        out->undecided = 0;
        for (slong i = 0; i < spectrum.count; i++) {
            arb_srcptr real = acb_realref(spectrum.values + i);
            slong count = spectrum.multiplicities[i];
            if (arb_is_negative(real))
                out->left += count;
            else if (arb_is_positive(real))
                out->right += count;
            else
                out->undecided += count;
        }
    }
    col_spectrum_clear(&spectrum);
}

col_verdict col_eigen_stable(const arb_mat_t matrix, slong precision, const char **reason)
{
    const char *text = NULL;
    col_half_planes planes;
    col_verdict verdict = COL_UNDECIDED;
    col_eigen_half_planes(&planes, matrix, precision);
    if (planes.right > 0)
        verdict = COL_REFUTED;
    else if (planes.left == arb_mat_nrows(matrix))
        verdict = COL_PROVED;
    else if (planes.left == 0)
        text = "no eigenvalue could be enclosed off the imaginary axis at this precision";
    else
        text = "an eigenvalue is zero, imaginary, or too close to the imaginary axis for this precision";
    if (reason)
        *reason = text;
    return verdict;
}
