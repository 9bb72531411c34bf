// Stories in which the application rejects an update on trial, or rolls it back later.
#pragma once

#include "rig/stories/story_maker.h"

namespace switchback::rig {

void add_ways_back(StoryMaker& maker);

}  // namespace switchback::rig
