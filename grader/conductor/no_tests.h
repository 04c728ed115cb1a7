// A test source without tests: what is run lies in the other files.
