/* The two 8259A interrupt controllers. Nothing in labs 1 to 6 wants an interrupt. */
#pragma once

/* Move the vectors away from the exceptions' and mask every line. */
void pic_mask_all(void);
