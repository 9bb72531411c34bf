// Stories in which the application takes an update back, during the trial or after it.
#pragma once

#include "rig/stories/story_maker.h"

namespace switchback::rig {

void add_ways_back(StoryMaker& maker);

}  // namespace switchback::rig
