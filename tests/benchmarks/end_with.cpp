// Ends with the number that it is given. Linked statically: a storm is to start processes, not
// loaders.

#include <cstdlib>

int main(int argc, char** argv)
{
    return argc > 1 ? std::atoi(argv[1]) : 0;
}
