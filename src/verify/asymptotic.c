#include "inquiry.h"

void col_verify_asymptotic(col_inquiry *inquiry)
{
    col_inquiry_undecided(inquiry, "limits");
}
